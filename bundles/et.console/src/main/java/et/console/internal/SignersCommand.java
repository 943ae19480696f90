package et.console.internal;

import et.signature.Signatures;
import et.signature.Trust;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:signers}: whose code may run here. */
@Service
@Command(scope = "et", name = "signers", description = "Shows whose code may run in this container")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class SignersCommand extends EtCommand {

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        Trust trust = services.need(Signatures.class, "et.signature").trust();
        String profile = trust.profile().name().toLowerCase(Locale.ROOT);
        if (json) {
            out.println(new Json()
                    .put("profile", profile)
                    .put("trouble", trust.trouble())
                    .put("revoked_keys", trust.revokedKeys())
                    .put("revoked_digests", trust.revokedDigests())
                    .put(
                            "signers",
                            trust.signers().stream()
                                    .map(s -> new Json()
                                            .put("name", s.name())
                                            .put("role", s.role())
                                            .put("fingerprint", s.fingerprint()))
                                    .toList()));
            return;
        }
        if (!trust.trouble().isEmpty()) {
            throw new ConsoleException(trust.trouble() + ". Until that is corrected, only the distribution is trusted");
        }
        out.println("Profile   " + profile
                + (trust.profile() == Trust.Profile.PRODUCTION
                        ? ": code runs that is the distribution's, or signed by one of these"
                        : ": code runs that nobody has signed, too"));
        var table = new Table("Signer", "May sign", "Key");
        trust.signers().forEach(s -> table.row(s.name(), s.role().isEmpty() ? "nothing" : s.role(), s.fingerprint()));
        table.print(out, "");
        out.println("Revoked   " + Words.count(trust.revokedKeys(), "key") + ", "
                + Words.count(trust.revokedDigests(), "digest") + " of code");
        out.println("It stands in etc/signers.properties and etc/signers/. Next: et:logic (who signed what runs)");
    }
}
