package et.logic.rule;

import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Descriptors.PackageRef;
import aQute.bnd.osgi.Packages;
import aQute.bnd.service.verifier.VerifierPlugin;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Fails the build of a logic bundle that could not be replaced alone. OSGi refresh follows package wires: a bundle that others are wired to takes
 * them along when it goes, and a bundle that is wired to others goes along with them.
 *
 * <p>bnd makes one by its public constructor and calls it when the bundle's manifest has been worked out.
 */
public final class HotSwapRule implements VerifierPlugin {

    private static final List<String> GIVEN = List.of("et.api", "com.google.protobuf", "org.slf4j");
    private static final List<String> OTHER_WIRES =
            List.of(Constants.REQUIRE_BUNDLE, Constants.FRAGMENT_HOST, Constants.DYNAMICIMPORT_PACKAGE);

    private final Set<String> jdk = ModuleFinder.ofSystem().findAll().stream()
            .map(ModuleReference::descriptor)
            .flatMap(module -> module.exports().stream())
            .filter(exports -> !exports.isQualified())
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toUnmodifiableSet());

    @Override
    public void verify(Analyzer bundle) {
        String name = bundle.getBsn();
        Set<String> exported = names(bundle.getExports(), all -> true);
        if (!exported.isEmpty()) {
            bundle.error(
                    "%s: exports %s (expected: no exports). Others would be wired to it and be stopped whenever it is"
                            + " replaced: take @Export off, and let them talk to its actors by messages.",
                    name, exported);
        }
        // bnd imports what a bundle exports; that is said already.
        Set<String> foreign = names(bundle.getImports(), pack -> !isGiven(pack) && !exported.contains(pack));
        if (!foreign.isEmpty()) {
            bundle.error(
                    "%s: imports %s (expected: only %s and the JDK). A logic bundle stands alone: leave them out,"
                            + " or carry them inside with -privatepackage.",
                    name, foreign, GIVEN);
        }
        Set<String> copied = names(bundle.getContained(), HotSwapRule::isShared);
        if (!copied.isEmpty()) {
            bundle.error(
                    "%s: carries %s inside (expected: imported). Its classes would not be the server's, and its logic"
                            + " would not be found: give the dependency the scope 'provided'.",
                    name, copied);
        }
        for (String header : OTHER_WIRES) {
            if (bundle.getProperty(header) != null) {
                bundle.error(
                        "%s: has the header %s: %s (expected: none). It wires the bundle to others by a back door:"
                                + " take it out.",
                        name, header, bundle.getProperty(header));
            }
        }
    }

    private boolean isGiven(String pack) {
        return isShared(pack) || jdk.contains(pack);
    }

    private static boolean isShared(String pack) {
        return GIVEN.stream().anyMatch(given -> pack.equals(given) || pack.startsWith(given + "."));
    }

    private static Set<String> names(Packages packages, Predicate<String> which) {
        return packages.keySet().stream()
                .map(PackageRef::getFQN)
                .filter(which)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
