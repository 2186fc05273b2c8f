package io.replicatedpostgres.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** Against the exchange printed in RFC 7677, section 3: user {@code user}, password {@code pencil}. */
class ScramVerifierTest {

    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String MESSAGES = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_SIGNATURE = "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private final String verifier =
            ScramVerifier.of("pencil", Base64.getDecoder().decode(SALT), 4096);

    @Test
    void isWrittenAsPostgresStoresIt() {
        assertThat(verifier)
                .isEqualTo("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
                        + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
    }

    @Test
    void opensToTheClientOfTheRfc() throws GeneralSecurityException {
        byte[] stored = key(0);

        byte[] signature = hmac(stored);
        byte[] client = Base64.getDecoder().decode(PROOF);
        for (int i = 0; i < client.length; i++) {
            client[i] ^= signature[i];
        }

        assertThat(MessageDigest.getInstance("SHA-256").digest(client)).isEqualTo(stored);
    }

    @Test
    void signsAsTheServerOfTheRfc() throws GeneralSecurityException {
        assertThat(Base64.getEncoder().encodeToString(hmac(key(1)))).isEqualTo(SERVER_SIGNATURE);
    }

    @Test
    void differsEachTimeForOnePassword() {
        assertThat(ScramVerifier.of("pencil")).isNotEqualTo(ScramVerifier.of("pencil"));
    }

    private byte[] key(int index) {
        String keys = verifier.substring(verifier.lastIndexOf('$') + 1);
        return Base64.getDecoder().decode(keys.split(":", 2)[index]);
    }

    private static byte[] hmac(byte[] key) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(MESSAGES.getBytes(UTF_8));
    }
}
