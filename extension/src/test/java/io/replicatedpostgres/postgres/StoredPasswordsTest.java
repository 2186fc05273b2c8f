package io.replicatedpostgres.postgres;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.replicatedpostgres.model.ReplicatedPostgresException;
import io.replicatedpostgres.topology.FakeHost;
import io.replicatedpostgres.topology.FileChange;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoredPasswordsTest {

    private static final int FIRST = 700;
    private static final int SECOND = 1_500;

    private final FakeHost template = new FakeHost("template");
    private final FakeHost copy = new FakeHost("node-1");
    private final OwnIdentity cluster = OwnIdentity.random();

    @BeforeEach
    void directories() {
        template.makeDirectory(template.home() + "/data/global");
        copy.makeDirectory(copy.home() + "/data/global");
    }

    @Test
    void takeThePlacesOfThoseThatNoPasswordFits() {
        byte[] page = page();
        write("1260", pages(new byte[PageChecksum.PAGE_BYTES], page));

        byte[] changed = changedCopy("1260");

        assertThat(text(changed)).contains(cluster.superuserVerifier(), cluster.replicationVerifier());
        assertThat(text(changed)).doesNotContain(superuser(), replication());
        assertThat(changed.length).isEqualTo(2 * PageChecksum.PAGE_BYTES);
        assertThat(Arrays.copyOf(changed, PageChecksum.PAGE_BYTES + FIRST))
                .isEqualTo(
                        Arrays.copyOf(pages(new byte[PageChecksum.PAGE_BYTES], page), PageChecksum.PAGE_BYTES + FIRST));
    }

    @Test
    void areFoundInEveryVersionOfARow() {
        byte[] page = page();
        put(page, 4_000, superuser());
        write("1260", page);

        assertThat(text(changedCopy("1260"))).doesNotContain(superuser());
    }

    @Test
    void areFoundInAnotherFileAfterATableWasRewritten() {
        write("1260", new byte[PageChecksum.PAGE_BYTES]);
        write("16384", page());

        assertThat(text(changedCopy("16384"))).contains(cluster.superuserVerifier());
    }

    @Test
    void keepTheChecksumOfThePageRight() {
        byte[] page = summed(page(), 1);
        write("1260", pages(summed(new byte[PageChecksum.PAGE_BYTES], 0), page));

        byte[] changed = Arrays.copyOfRange(changedCopy("1260"), PageChecksum.PAGE_BYTES, 2 * PageChecksum.PAGE_BYTES);

        assertThat(PageChecksum.stored(changed)).isNotEqualTo(PageChecksum.stored(page));
        assertThat(PageChecksum.stored(changed)).isEqualTo(PageChecksum.of(changed, 1));
    }

    @Test
    void areRefusedInADamagedPage() {
        byte[] page = summed(page(), 0);
        page[5_000] ^= 1;
        write("1260", page);

        assertThatThrownBy(() -> StoredPasswords.of(template))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("page 0 of global/1260")
                .hasMessageContaining("checksum that does not fit");
    }

    @Test
    void areMissedWhereOneIsNot() {
        byte[] page = new byte[PageChecksum.PAGE_BYTES];
        put(page, FIRST, superuser());
        write("1260", page);

        assertThatThrownBy(() -> StoredPasswords.of(template))
                .isInstanceOf(ReplicatedPostgresException.class)
                .hasMessageContaining("were not found in its pg_authid");
    }

    private byte[] changedCopy(String file) {
        StoredPasswords passwords = StoredPasswords.of(template);
        String path = copy.home() + "/data/global/" + file;
        copy.write(path, template.read(template.home() + "/data/global/" + file));
        List<FileChange> changes = passwords.changes(copy, cluster);
        copy.change(changes);
        return copy.read(path);
    }

    private void write(String file, byte[] content) {
        template.write(template.home() + "/data/global/" + file, content);
    }

    private static byte[] page() {
        byte[] page = new byte[PageChecksum.PAGE_BYTES];
        put(page, FIRST, superuser());
        put(page, SECOND, replication());
        return page;
    }

    private static byte[] pages(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] summed(byte[] page, int number) {
        ByteBuffer.wrap(page)
                .order(ByteOrder.nativeOrder())
                .putShort(PageChecksum.OFFSET, PageChecksum.of(page, number));
        return page;
    }

    private static void put(byte[] page, int at, String verifier) {
        System.arraycopy(verifier.getBytes(US_ASCII), 0, page, at, verifier.length());
    }

    private static String superuser() {
        return ScramVerifier.fittingNone(ScramVerifier.ITERATIONS, 's');
    }

    private static String replication() {
        return ScramVerifier.fittingNone(OwnIdentity.REPLICATION_ITERATIONS, 'r');
    }

    private static String text(byte[] bytes) {
        return new String(bytes, US_ASCII);
    }
}
