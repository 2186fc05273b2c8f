package example;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;

/** A {@code COPY … FROM STDIN} by the driver under test, whose own types only its class loader knows. */
final class Copy {

    private final Object copyIn;

    private Copy(Object copyIn) {
        this.copyIn = copyIn;
    }

    static Copy into(Connection connection, String statement) throws Exception {
        Object manager = call("org.postgresql.PGConnection", connection, "getCopyAPI", new Class<?>[0]);
        return new Copy(
                call("org.postgresql.copy.CopyManager", manager, "copyIn", new Class<?>[] {String.class}, statement));
    }

    void write(byte[] bytes) throws Exception {
        var types = new Class<?>[] {byte[].class, int.class, int.class};
        call("org.postgresql.copy.CopyIn", copyIn, "writeToCopy", types, bytes, 0, bytes.length);
        call("org.postgresql.copy.CopyIn", copyIn, "flushCopy", new Class<?>[0]);
    }

    Object end() throws Exception {
        return call("org.postgresql.copy.CopyIn", copyIn, "endCopy", new Class<?>[0]);
    }

    private static Object call(String type, Object on, String method, Class<?>[] types, Object... arguments)
            throws Exception {
        try {
            return UnderTest.LOADER.loadClass(type).getMethod(method, types).invoke(on, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Exception thrown) {
                throw thrown;
            }
            throw e;
        }
    }
}
