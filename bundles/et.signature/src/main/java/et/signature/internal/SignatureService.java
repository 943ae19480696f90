package et.signature.internal;

import et.persistence.AuditStore;
import et.signature.Code;
import et.signature.Judgement;
import et.signature.Signatures;
import et.signature.Trust;
import et.signature.UnreadableException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the gate up, and answers those who ask before they install. */
@Component(service = Signatures.class, immediate = true)
public final class SignatureService implements Signatures {

    private static final Logger LOG = LoggerFactory.getLogger(SignatureService.class);

    private final BundleContext context;
    private final PolicyFiles files;
    private final Judge judge;
    private final Floors floors;
    private final Notes notes;
    private final Gate gate;
    private final ServiceRegistration<ResolverHookFactory> wiring;

    @Activate
    public SignatureService(BundleContext context) {
        this(
                context,
                folder(context, "karaf.etc"),
                folder(context, "karaf.home").resolve("system"),
                folder(context, "karaf.data").resolve("signatures/ran.properties"),
                Clock.systemUTC());
    }

    SignatureService(BundleContext context, Path etc, Path system, Path ran, Clock clock) {
        this.context = context;
        files = new PolicyFiles(etc);
        floors = new Floors(ran);
        notes = new Notes(clock);
        var distribution = new Distribution(system);
        judge = new Judge(distribution, floors);
        gate = new Gate(context, files, distribution, judge, floors, notes);
        context.addBundleListener(gate);
        wiring = context.registerService(ResolverHookFactory.class, new Wiring(gate, files), null);
        long began = System.nanoTime();
        gate.lookAtAll();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        Trust trust = trust();
        if (!trust.trouble().isEmpty()) {
            LOG.error("{}. Until that is corrected, only the distribution is trusted", trust.trouble());
        } else {
            LOG.info(
                    "Profile {}: {} may bring code in; looked at what is there in {} ms",
                    trust.profile().name().toLowerCase(Locale.ROOT),
                    trust.profile() == Trust.Profile.DEVELOPMENT
                            ? "everybody"
                            : trust.signers().size() + " signers",
                    millis);
        }
    }

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    void setAudit(AuditStore store) {
        notes.store(store);
    }

    void unsetAudit(AuditStore gone) {
        notes.store(null);
    }

    @Deactivate
    void close() {
        wiring.unregister();
        context.removeBundleListener(gate);
        notes.close();
    }

    @Override
    public Judgement judge(byte[] jar, String source, String who) {
        Judgement judgement;
        String subject = source;
        try {
            Code code = Code.read(jar);
            subject = code.bundle() + " " + code.version() + " from " + source;
            judgement = judge.judge(code, source, files.read(), true);
        } catch (UnreadableException e) {
            judgement = Judge.refused("", "", e.sentence() + ": build it again");
        }
        if (!judgement.accepted()) {
            notes.refused(who, subject, judgement);
        }
        return judgement;
    }

    @Override
    public Optional<Judgement> of(long bundleId) {
        return gate.of(bundleId);
    }

    @Override
    public Trust trust() {
        Policy policy = files.read();
        return new Trust(
                policy.profile(),
                policy.signers(),
                policy.revokedKeys().size(),
                policy.revokedDigests().size(),
                policy.trouble());
    }

    @Override
    public void serves(String bundle, String version) {
        floors.raise(bundle, version);
    }

    @Override
    public void wentBack(String bundle, String from, String to) {
        floors.lower(bundle, from, to);
    }

    private static Path folder(BundleContext context, String property) {
        return Path.of(Objects.requireNonNull(
                context.getProperty(property), () -> property + " is not set (expected: by Karaf)"));
    }
}
