package example;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class Orders {

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    public void take(int id) {
        jdbc.sql("INSERT INTO orders VALUES (?)").param(id).update();
    }

    @Transactional(readOnly = true)
    public List<Integer> taken() {
        return jdbc.sql("SELECT id FROM orders ORDER BY id").query(Integer.class).list();
    }
}
