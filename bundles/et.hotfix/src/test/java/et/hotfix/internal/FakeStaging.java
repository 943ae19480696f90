package et.hotfix.internal;

import et.actor.Logic;
import et.actor.Logic.Standing;
import java.lang.ref.WeakReference;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A framework of names: a bundle that is started registers one logic of the type {@code player}. */
final class FakeStaging implements Staging {

    /** What a test can make fail, by name of the method. */
    final Map<String, Exception> failures = new ConcurrentHashMap<>();

    /** Changed by control threads while tests look at them. */
    final List<Installed> bundles = new CopyOnWriteArrayList<>();

    /** What the scan finds, by version. */
    final Map<String, Scan> scans = new ConcurrentHashMap<>();
    /** How the logic of a version presents itself. */
    final Map<String, Logic> presented = new ConcurrentHashMap<>();

    private final FakeLogics logics;

    FakeStaging(FakeLogics logics) {
        this.logics = logics;
    }

    /** A bundle that is there from the beginning. */
    Installed started(String bundle, String version) throws Exception {
        var installed = new Fake(bundle, version, "mvn:test/" + bundle + "/" + version);
        bundles.add(installed);
        installed.start(true);
        return installed;
    }

    @Override
    public List<Installed> installed(String bundle) {
        return bundles.stream().filter(b -> b.bundle().equals(bundle)).toList();
    }

    @Override
    public List<Installed> byHotfix() {
        return bundles.stream()
                .filter(b -> b.location().startsWith(Artifact.LOCATION))
                .toList();
    }

    @Override
    public Collection<Class<?>> loaded() {
        return List.of();
    }

    @Override
    public Installed install(Artifact artifact) throws Exception {
        fail("install");
        var installed = new Fake(artifact.bundle(), artifact.version(), artifact.location());
        bundles.add(installed);
        return installed;
    }

    private void fail(String method) throws Exception {
        Exception failure = failures.get(method);
        if (failure != null) {
            throw failure;
        }
    }

    private final class Fake implements Installed {

        private final String bundle;
        private final String version;
        private final String location;
        private volatile boolean started;
        private volatile boolean lasting;

        private Fake(String bundle, String version, String location) {
            this.bundle = bundle;
            this.version = version;
            this.location = location;
        }

        @Override
        public String bundle() {
            return bundle;
        }

        @Override
        public String version() {
            return version;
        }

        @Override
        public long id() {
            return bundles.indexOf(this);
        }

        @Override
        public String location() {
            return location;
        }

        @Override
        public void resolve() throws Exception {
            fail("resolve");
        }

        @Override
        public Scan scan() throws Exception {
            fail("scan");
            return scans.getOrDefault(version, new Scan(Map.of(), List.of(), List.of()));
        }

        @Override
        public int logics() {
            return 1;
        }

        @Override
        public void start(boolean lasting) throws Exception {
            fail("start");
            this.lasting |= lasting;
            if (!started) {
                started = true;
                logics.register(presented.getOrDefault(
                        version, new Logic("player", bundle, version, 7, 1, List.of(), false, Standing.CANDIDATE, "")));
            }
        }

        @Override
        public boolean lasting() {
            return lasting;
        }

        @Override
        public void startWith(Installed other) {}

        @Override
        public void uninstall() throws Exception {
            fail("uninstall");
            bundles.remove(this);
            logics.unregister(bundle, version);
        }

        @Override
        public WeakReference<ClassLoader> loader() {
            return new WeakReference<>(null);
        }

        @Override
        public String toString() {
            return bundle + " " + version;
        }
    }
}
