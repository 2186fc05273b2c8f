package io.replicatedpostgres.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class PageChecksumTest {

    /** The first page of {@code pg_tablespace} after {@code initdb --data-checksums} of 15.18, compressed. */
    private static final String PAGE =
            "H4sIAIV3CWsC/+3MsQ2CQBiG4e8IQmQCO2+U24RAlGsuwQIbGxiAHWAUx2AHKzaQBCtiRcv7JH/xf8UrSdPnpbmPZ"
                    + "eWusrFdJo3DW245AAAAAAAAAAAAAACOwGz+SCeZ8yXtEunhcx/qsgg729mfvvn127V/u1fFMzT7+19seIRjACAAAA==";

    private static final short SUM = (short) 0x8cf1;

    @Test
    void isWhatPostgresHasWritten() throws IOException {
        byte[] page = page();

        assertThat(PageChecksum.stored(page)).isEqualTo(SUM);
        assertThat(PageChecksum.of(page, 0)).isEqualTo(SUM);
    }

    @Test
    void isAnotherForEveryOtherByteAndForAnotherPlace() throws IOException {
        byte[] page = page();
        assertThat(PageChecksum.of(page, 1)).isNotEqualTo(SUM);

        page[PageChecksum.PAGE_BYTES - 1] ^= 1;

        assertThat(PageChecksum.of(page, 0)).isNotEqualTo(SUM);
    }

    @Test
    void doesNotDependOnWhatStandsInItsPlace() throws IOException {
        byte[] page = page();

        page[PageChecksum.OFFSET] ^= 1;

        assertThat(PageChecksum.of(page, 0)).isEqualTo(SUM);
    }

    static byte[] page() throws IOException {
        try (var unpacked =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(PAGE)))) {
            return unpacked.readAllBytes();
        }
    }
}
