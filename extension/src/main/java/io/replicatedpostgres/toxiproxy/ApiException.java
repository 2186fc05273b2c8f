package io.replicatedpostgres.toxiproxy;

/** A request that cannot be granted: the status and the text that its answer carries. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiException(int status, String error) {
        super(error, null, false, false);
        this.status = status;
    }

    static ApiException badBody(String what) {
        return new ApiException(400, "bad request body: " + what);
    }

    static ApiException missing(String field) {
        return new ApiException(400, "missing required field: " + field);
    }

    static ApiException badAttribute(String what) {
        return new ApiException(400, "invalid attribute: " + what);
    }

    static ApiException notFound(String what) {
        return new ApiException(404, what + " not found");
    }

    static ApiException alreadyExists(String what) {
        return new ApiException(409, what + " already exists");
    }

    static ApiException failed(String what) {
        return new ApiException(500, what);
    }

    int status() {
        return status;
    }

    String error() {
        return String.valueOf(getMessage());
    }
}
