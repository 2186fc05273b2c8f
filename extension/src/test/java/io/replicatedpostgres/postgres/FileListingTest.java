package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FileListingTest {

    private static final FileListing LISTING = FileListing.parse("""
            105
            drwx------ 2 105 109   60 Nov 24 00:15 .
            drwxr-xr-x 2   0   0   60 Nov 24 00:15 ./theirs
            dr-x------ 2 105 109   60 Nov 24 00:15 ./closed
            ls: cannot access './gone': No such file or directory
            -rw------- 1 105 109 8192 Nov 24  2025 ./base/5/1259
            -r-------- 1 105 109    3 Nov 24 00:15 ./name with blanks
            """);

    @Test
    void aLineHasModeOwnerSizeAndName() {
        assertThat(LISTING.user()).isEqualTo(105);
        assertThat(LISTING.entries()).hasSize(5);
        assertThat(LISTING.entries())
                .containsEntry("./base/5/1259", new FileListing.Entry("-rw-------", 105, 8192))
                .containsKey("./name with blanks");
    }

    @Test
    void whoOwnsItAndHasTheRightMayWriteIt() {
        assertThat(LISTING.isWritable(".")).isTrue();
        assertThat(LISTING.isWritable("./base/5/1259")).isTrue();
        assertThat(LISTING.isWritable("./gone")).isTrue();
        assertThat(LISTING.isWritable("./theirs")).isFalse();
        assertThat(LISTING.isWritable("./closed")).isFalse();
        assertThat(LISTING.isWritable("./name with blanks")).isFalse();
    }
}
