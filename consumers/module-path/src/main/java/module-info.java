/** A shop. */
module example.shop {
    requires java.sql;
}
