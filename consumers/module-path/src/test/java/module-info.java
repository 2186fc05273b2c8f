/** Tests as a module of their own: what they need is found by name on the module path. */
open module example.tests {
    requires io.replicatedpostgres.extension;
    requires io.replicatedpostgres.reports;
    requires org.assertj.core;
    requires org.junit.jupiter.api;
}
