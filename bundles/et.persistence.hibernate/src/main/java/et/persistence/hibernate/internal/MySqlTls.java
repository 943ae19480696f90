package et.persistence.hibernate.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a connection to MySQL or MariaDB is protected. */
final class MySqlTls {

    /** What is asked for. */
    enum Mode {
        /** Nothing is protected. */
        OFF("DISABLED"),
        /** Encrypted, with whoever answers. */
        REQUIRE("REQUIRED"),
        /** Encrypted, with the host of the URL, as an authority says that is trusted. */
        VERIFY("VERIFY_IDENTITY");

        private final String driver;

        Mode(String driver) {
            this.driver = driver;
        }

        /** @throws IllegalArgumentException the setting is none of those that there are */
        static Mode of(String setting, MySqlUrl url) {
            return switch (setting) {
                case "auto" -> url.isLoopback() ? OFF : VERIFY;
                case "off" -> OFF;
                case "require" -> REQUIRE;
                case "verify" -> VERIFY;
                default ->
                    throw new IllegalArgumentException("tls: " + setting + " (expected: auto, verify, require or off)");
            };
        }
    }

    private final Mode mode;
    private final String authorities;

    /** Where the driver reads the authorities, with each connection. */
    private @Nullable Path store;

    /** @param authorities a file with certificates as PEM; empty: those that the JVM trusts */
    MySqlTls(Mode mode, String authorities) {
        this.mode = mode;
        this.authorities = authorities;
        if (!authorities.isBlank() && mode == Mode.REQUIRE) {
            throw new IllegalArgumentException(
                    "tls.ca is set, and tls = require looks at no certificate (expected: tls = verify)");
        }
    }

    Mode mode() {
        return mode;
    }

    /** The driver's settings. They name a file that {@link #close} deletes. */
    Map<String, String> settings() {
        if (mode != Mode.VERIFY || authorities.isBlank()) {
            return Map.of("sslMode", mode.driver);
        }
        var bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        store = write(password);
        return Map.of(
                "sslMode",
                mode.driver,
                "trustCertificateKeyStoreUrl",
                store.toUri().toString(),
                "trustCertificateKeyStoreType",
                "PKCS12",
                "trustCertificateKeyStorePassword",
                password,
                "fallbackToSystemTrustStore",
                "false");
    }

    private Path write(String password) {
        try (var in = Files.newInputStream(Path.of(authorities))) {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            int number = 0;
            for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                keys.setCertificateEntry("ca-" + number++, certificate);
            }
            if (number == 0) {
                throw new IllegalStateException("tls.ca: " + authorities + " (expected: certificates as PEM)");
            }
            var file = Files.createTempFile("et-database", ".p12");
            try (var out = Files.newOutputStream(file)) {
                keys.store(out, password.toCharArray());
            }
            return file;
        } catch (IOException failure) {
            throw new IllegalStateException("tls.ca: " + authorities + " cannot be read: " + failure, failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(
                    "tls.ca: " + authorities + " (expected: certificates as PEM): " + failure.getMessage(), failure);
        }
    }

    void close() {
        if (store != null) {
            store.toFile().delete();
            store = null;
        }
    }
}
