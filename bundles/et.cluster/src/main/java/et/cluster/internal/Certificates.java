package et.cluster.internal;

import et.cluster.NodeTls;
import et.cluster.Self;
import et.cluster.Tier;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;

/**
 * Mutual TLS 1.3 between containers, from the files that {@code ./et certs} makes. It is off only where nobody else can listen in: when this
 * container listens at, and is reached at, addresses of this machine alone.
 */
@Component(
        configurationPid = LinkConfig.PID,
        immediate = true,
        service = {NodeTls.class, Certificates.class})
public final class Certificates implements NodeTls {

    private static final String[] PROTOCOLS = {"TLSv1.3"};
    private static final String HINT =
            "Links to other machines want TLS: make keys with ./et certs, and see tls in etc/et.cluster.link.cfg.";

    private final @Nullable SSLContext context;

    @Activate
    public Certificates(LinkConfig config, @Reference Self self) {
        if (!config.tls().equals("auto") && !config.tls().equals("on")) {
            throw new IllegalArgumentException(LinkConfig.PID + " tls: '" + config.tls() + "' (expected: auto or on)");
        }
        context = config.tls().equals("auto") && loopback(self.host()) && loopback(self.listen()) ? null : load(config);
    }

    /** As the links do: what has changed takes effect when the container starts again. */
    @Modified
    void modified() {}

    @Override
    public @Nullable SSLContext context() {
        return context;
    }

    /** Whether there can be a connection to this address: never an unprotected one to another machine. */
    boolean reaches(String host) {
        return context != null || loopback(host);
    }

    /** Prepares the pipeline of a new connection; it is empty yet. */
    void protect(Channel channel, boolean client) {
        SSLContext tls = context;
        if (tls != null) {
            SSLEngine engine = tls.createSSLEngine();
            engine.setUseClientMode(client);
            engine.setNeedClientAuth(!client);
            engine.setEnabledProtocols(PROTOCOLS);
            channel.pipeline().addLast(new SslHandler(engine));
        }
    }

    /** Refuses a HELLO that says more than the certificate of its sender. */
    void check(Hello hello, @Nullable SslHandler tls) {
        if (context == null) {
            return;
        }
        if (tls == null) {
            throw new WireException("no TLS");
        }
        Set<String> names = new HashSet<>();
        Set<String> tiers = new HashSet<>();
        String subject;
        try {
            Principal peer = tls.engine().getSession().getPeerPrincipal();
            subject = peer.getName();
            for (Rdn part : new LdapName(subject).getRdns()) {
                String type = part.getType();
                if (type.equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString());
                } else if (type.equalsIgnoreCase("OU")) {
                    tiers.add(part.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (SSLPeerUnverifiedException | InvalidNameException none) {
            throw new WireException("no certificate that can be read: " + none.getMessage());
        }
        if (names.size() != 1 || !names.contains(hello.container())) {
            throw new WireException(
                    "container: " + hello.container() + " (expected: the CN of its certificate, " + subject + ")");
        }
        for (Tier tier : hello.tiers()) {
            if (!tiers.contains(tier.name().toLowerCase(Locale.ROOT))) {
                throw new WireException("tier " + tier + " of " + hello.container()
                        + " (expected: only those that its certificate has as OU, " + subject + ")");
            }
        }
    }

    private static boolean loopback(String host) {
        try {
            // An address, not a name: nothing is looked up.
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }

    private static SSLContext load(LinkConfig config) {
        Path password = file("tls.password.file", config.tls_password_file());
        try {
            char[] secret = Files.readString(password).strip().toCharArray();
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store(file("tls.keystore", config.tls_keystore()), secret), secret);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store(file("tls.truststore", config.tls_truststore()), secret));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException fault) {
            throw new IllegalStateException(
                    LinkConfig.PID + " tls: the keys cannot be read: " + fault.getMessage() + ". " + HINT, fault);
        }
    }

    private static Path file(String key, String name) {
        if (name.isBlank() || !Files.isReadable(Path.of(name))) {
            throw new IllegalStateException(
                    LinkConfig.PID + " " + key + ": '" + name + "' (expected: a file that can be read). " + HINT);
        }
        return Path.of(name);
    }

    private static KeyStore store(Path file, char[] secret) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream from = Files.newInputStream(file)) {
            store.load(from, secret);
        }
        return store;
    }
}
