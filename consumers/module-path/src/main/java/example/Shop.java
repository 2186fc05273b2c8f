package example;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

final class Shop {

    private final DataSource database;

    Shop(DataSource database) {
        this.database = database;
    }

    void sell(int order) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setInt(1, order);
            insert.executeUpdate();
        }
    }
}
