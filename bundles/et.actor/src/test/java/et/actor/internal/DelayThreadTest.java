package et.actor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Each in a JVM of its own, in which nobody has asked for a delayed future yet. */
class DelayThreadTest {

    @Test
    void aGameThatIsTheFirstToDelayAFutureLeavesTheMemoryAllTheSame() throws Exception {
        assertThat(run("core first")).isEqualTo("gone");
    }

    /** Why the core has to be first. Should this fail on a newer JDK, the thread need not be started any more. */
    @Test
    void withoutTheCoreItWouldStay() throws Exception {
        assertThat(run("game first")).isEqualTo("held");
    }

    private static String run(String how) throws Exception {
        Process jvm = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Jvm.class.getName(),
                        how)
                .redirectErrorStream(true)
                .start();
        String said = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.strip();
    }

    /** Is loaded by a loader of its own. */
    public static final class Game implements Runnable {

        @Override
        public void run() {
            CompletableFuture<Void> done = new CompletableFuture<Void>().orTimeout(1, TimeUnit.HOURS);
            done.complete(null);
        }
    }

    /** What the other JVM runs. */
    public static final class Jvm {

        private static final int COLLECTIONS = 10;

        private Jvm() {}

        public static void main(String[] how) throws Exception {
            if (how[0].startsWith("core")) {
                DelayThread.start();
            }
            WeakReference<ClassLoader> loader = play();
            for (int i = 0; i < COLLECTIONS && loader.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            System.out.println(loader.get() == null ? "gone" : "held");
        }

        private static WeakReference<ClassLoader> play() throws ReflectiveOperationException {
            ClassLoader loader = new GameLoader();
            ((Runnable) loader.loadClass(Game.class.getName())
                            .getDeclaredConstructor()
                            .newInstance())
                    .run();
            return new WeakReference<>(loader);
        }
    }

    private static final class GameLoader extends ClassLoader {

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Game.class.getName())) {
                return super.loadClass(name, resolve);
            }
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
