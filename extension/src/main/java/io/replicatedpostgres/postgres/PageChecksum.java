package io.replicatedpostgres.postgres;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The checksum of a page of a table, where a cluster has data checksums: 32 sums of the FNV-1a kind side by side, folded into
 * one, mixed with the number of the page. Source: PostgreSQL's {@code src/include/storage/checksum_impl.h} and
 * {@code bufpage.h}, the same from 9.3 to 18.
 */
final class PageChecksum {

    /** Of a page, unless the server was built otherwise; the checksum of such a page does not fit. */
    static final int PAGE_BYTES = 8192;

    /** Where it stands in the page; zero where there are no checksums, which no checksum is. */
    static final int OFFSET = 8;

    private static final int PRIME = 16777619;

    private static final int[] BASES = {
        0x5B1F36E9, 0xB8525960, 0x02AB50AA, 0x1DE66D2A, 0x79FF467A, 0x9BB9F8A3, 0x217E7CD2, 0x83E13D2C,
        0xF8D4474F, 0xE39EB970, 0x42C6AE16, 0x993216FA, 0x7B093B5D, 0x98DAFF3C, 0xF718902A, 0x0B1C9CDB,
        0xE58F764B, 0x187636BC, 0x5D7B3BB1, 0xE73DE7DE, 0x92BEC979, 0xCCA6C0B2, 0x304A0979, 0x85AA43D4,
        0x783125BB, 0x6CA8EAA2, 0xE407EAC6, 0x4B5CFC3E, 0x9FBF8C76, 0x15CA20BE, 0xF2CA9FD3, 0x959BD756
    };

    private PageChecksum() {}

    /** What stands in the page. */
    static short stored(byte[] page) {
        return numbers(page).getShort(OFFSET);
    }

    /** What ought to stand in it. */
    static short of(byte[] page, int number) {
        byte[] counted = page.clone();
        numbers(counted).putShort(OFFSET, (short) 0);
        ByteBuffer numbers = numbers(counted);
        int[] sums = BASES.clone();
        while (numbers.hasRemaining()) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] = mixed(sums[i], numbers.getInt());
            }
        }
        int all = 0;
        for (int sum : sums) {
            all ^= mixed(mixed(sum, 0), 0);
        }
        return (short) (Integer.remainderUnsigned(all ^ number, 65535) + 1);
    }

    private static int mixed(int sum, int value) {
        int next = sum ^ value;
        return next * PRIME ^ next >>> 17;
    }

    private static ByteBuffer numbers(byte[] page) {
        return ByteBuffer.wrap(page).order(ByteOrder.nativeOrder());
    }
}
