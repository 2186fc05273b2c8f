package io.replicatedpostgres.topology;

/** One change of a file, so that several can be made in one go where each question costs: {@link Host#change}. */
public sealed interface FileChange {

    /** Where, absolute and of the host. */
    String path();

    /** Makes it by the host's own method of that name. */
    void make(Host host);

    /** The file as a whole, as by {@link Host#write}. */
    static FileChange whole(String path, byte[] content) {
        return new Whole(path, content);
    }

    /** Some bytes of it, as by {@link Host#patch}. */
    static FileChange patch(String path, long offset, byte[] bytes) {
        return new Patch(path, offset, bytes);
    }

    /** A directory with its parents, as by {@link Host#makeDirectory}. */
    static FileChange directory(String path) {
        return new Directory(path);
    }

    /**
     * A whole file.
     *
     * @param content not to be changed any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Whole(String path, byte[] content) implements FileChange {
        @Override
        public void make(Host host) {
            host.write(path, content);
        }
    }

    /**
     * Bytes in the middle.
     *
     * @param offset of the first, from the beginning of the file
     * @param bytes not to be changed any more
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Patch(String path, long offset, byte[] bytes) implements FileChange {
        @Override
        public void make(Host host) {
            host.patch(path, offset, bytes);
        }
    }

    /** A directory. */
    record Directory(String path) implements FileChange {
        @Override
        public void make(Host host) {
            host.makeDirectory(path);
        }
    }
}
