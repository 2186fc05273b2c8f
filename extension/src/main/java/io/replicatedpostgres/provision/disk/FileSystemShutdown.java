package io.replicatedpostgres.provision.disk;

/**
 * {@code FS_IOC_SHUTDOWN} of Linux ({@code include/uapi/linux/fs.h}; ext4 and xfs have it), as a script of perl: the file system answers
 * every request with EIO from then on, and its journal is not written. Java has no ioctl.
 */
final class FileSystemShutdown {

    /**
     * Takes the directory over which it is mounted as its argument. The argument 2 of the ioctl says that the journal is not to be flushed.
     * Where nothing is mounted the directory is one of the machine's own file system, which must not be struck.
     */
    static final String PERL = "open(my $at, '<', $ARGV[0]) or die \"$!\";"
            + " (stat $at)[0] != (stat \"$ARGV[0]/..\")[0] or die \"nothing is mounted there\";"
            + " ioctl($at, 0x8004587d, my $how = pack('L', 2)) or die \"$!\"";

    private FileSystemShutdown() {}
}
