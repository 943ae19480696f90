package et.itests.container;

import static org.ops4j.pax.exam.CoreOptions.systemProperty;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOptions;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.editConfigurationFilePut;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;

import et.itests.loopback.LoopbackRmi;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import org.ops4j.pax.exam.Option;

/** The distribution that was just built, as Pax Exam starts it. */
final class Distribution {

    /** A container is ready after a few seconds; a machine that builds other things beside it takes far longer. */
    private static final long START_TIMEOUT_MS = 180_000;

    private Distribution() {}

    static Option[] allInOne() throws IOException {
        LoopbackRmi.install();
        return new Option[] {
            karafDistributionConfiguration()
                    .frameworkUrl(file("et.distribution").toUri().toString())
                    .unpackDirectory(new File("target/exam"))
                    .useDeployFolder(false),
            systemTimeout(START_TIMEOUT_MS),
            vmOptions("-XX:+UseSerialGC", "-Xmx512m", "-javaagent:" + file("et.agent")),
            // Nobody types into it.
            configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
            // The container itself fetches nothing; Pax Exam's own bundles come from where Maven has put them.
            editConfigurationFilePut(
                    "etc/org.ops4j.pax.url.mvn.cfg",
                    "org.ops4j.pax.url.mvn.repositories",
                    file("et.repository").toUri() + "@id=build@snapshots"),
            // Pax Exam's own bundles are signed by nobody.
            editConfigurationFilePut("etc/signers.properties", "profile", "development"),
            // Any free port: the one of a player may be taken by a container beside.
            systemProperty("et.tcp.port").value("0"),
            systemProperty("et.ws.port").value("0"),
        };
    }

    private static Path file(String property) {
        var path = System.getProperty(property);
        if (path == null) {
            throw new IllegalStateException(
                    property + ": not set (expected: a path, from Maven; run mvn verify -pl itests -am)");
        }
        return Path.of(path);
    }
}
