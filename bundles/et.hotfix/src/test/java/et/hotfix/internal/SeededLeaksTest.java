package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Leaks, one of each kind, by code of a class loader of its own. Each is named; and when it is taken back the class loader goes, so it was what held it.
 */
final class SeededLeaksTest {

    @TempDir
    Path directory;

    /** A static field of somebody else: what code of another bundle would fill by mistake. */
    static final ConcurrentLinkedQueue<Object> ELSEWHERE = new ConcurrentLinkedQueue<>();

    private URLClassLoader loader;

    /** The JDK's thread for delays begins with whoever needs it first, and holds that for ever: here, not the code that is to go. */
    @BeforeAll
    static void beginDelays() {
        assertThat(new CompletableFuture<>().orTimeout(1, TimeUnit.MILLISECONDS))
                .failsWithin(Duration.ofSeconds(20));
    }

    @BeforeEach
    void load() throws Exception {
        Path jar = Jars.bundle("game", "1.0.0").source("game.Leaks", """
                package game;
                import java.util.*; import java.util.concurrent.*; import java.util.logging.*;
                public final class Leaks {
                  public interface BeanMBean { int getX(); }
                  public static final class Bean implements BeanMBean { public int getX() { return 1; } }
                  public static final class Driver implements java.sql.Driver {
                    public java.sql.Connection connect(String u, Properties p) { return null; }
                    public boolean acceptsURL(String u) { return false; }
                    public java.sql.DriverPropertyInfo[] getPropertyInfo(String u, Properties p) { return null; }
                    public int getMajorVersion() { return 1; }
                    public int getMinorVersion() { return 1; }
                    public boolean jdbcCompliant() { return false; }
                    public Logger getParentLogger() { return null; }
                  }
                  public static final class Log extends Handler {
                    public void publish(LogRecord r) {} public void flush() {} public void close() {}
                  }
                  static final ThreadLocal<Object> LOCAL = new ThreadLocal<>();
                  static final Thread HOOK = new Thread(() -> {}, "hook");
                  static final Driver DRIVER = new Driver();
                  static final Log LOG = new Log();
                  static final CompletableFuture<Object> FUTURE = new CompletableFuture<>();
                  static Timer timer; static ExecutorService pool; static Thread thread;
                  static volatile boolean stop;

                  public static void thread() {
                    thread = new Thread(() -> { while (!stop) Thread.onSpinWait(); }, "stray");
                    thread.setDaemon(true); thread.start();
                  }
                  public static void unthread() throws Exception { stop = true; thread.join(); }
                  public static void local() { LOCAL.set(new Bean()); }
                  public static void unlocal() { LOCAL.remove(); }
                  public static void timer() {
                    timer = new Timer("bell", true);
                    timer.schedule(new TimerTask() { public void run() {} }, 3600_000);
                  }
                  public static void untimer() { timer.cancel(); }
                  public static void bean() throws Exception {
                    java.lang.management.ManagementFactory.getPlatformMBeanServer()
                        .registerMBean(new Bean(), new javax.management.ObjectName("game:type=Bean"));
                  }
                  public static void unbean() throws Exception {
                    java.lang.management.ManagementFactory.getPlatformMBeanServer()
                        .unregisterMBean(new javax.management.ObjectName("game:type=Bean"));
                  }
                  public static void driver() throws Exception { java.sql.DriverManager.registerDriver(DRIVER); }
                  public static void undriver() throws Exception { java.sql.DriverManager.deregisterDriver(DRIVER); }
                  public static void logger() { Logger.getLogger("").addHandler(LOG); }
                  public static void unlogger() { Logger.getLogger("").removeHandler(LOG); }
                  public static void hook() { Runtime.getRuntime().addShutdownHook(HOOK); }
                  public static void unhook() { Runtime.getRuntime().removeShutdownHook(HOOK); }
                  public static void pool() throws Exception {
                    pool = Executors.newSingleThreadExecutor(); pool.submit(() -> {}).get();
                  }
                  public static void unpool() throws Exception {
                    pool.shutdown(); pool.awaitTermination(20, TimeUnit.SECONDS);
                  }
                  public static void future() {
                    FUTURE.thenAccept(x -> {}); FUTURE.orTimeout(1, TimeUnit.HOURS);
                  }
                  public static void unfuture() { FUTURE.complete(""); }
                  public static void handler() { Thread.setDefaultUncaughtExceptionHandler((t, e) -> {}); }
                  public static void unhandler() { Thread.setDefaultUncaughtExceptionHandler(null); }
                  public static void elsewhere(Queue<Object> queue) { queue.add(Map.of("a", new Object[] {new Bean()})); }
                }
                """).write(directory);
        loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader());
    }

    @AfterEach
    void clear() {
        ELSEWHERE.clear();
    }

    @Test
    void aThread() throws Exception {
        named("thread", "unthread", "thread \"stray\" ");
    }

    @Test
    void aThreadLocalOfALane() throws Exception {
        ExecutorService lane = Executors.newSingleThreadExecutor(work -> new Thread(work, "lane"));
        try {
            call(lane, "local");
            assertThat(holders())
                    .anyMatch(sentence -> sentence.startsWith("thread \"lane\" holds ")
                            && sentence.contains("game.Leaks")
                            && sentence.contains("threadLocals.table"));
            call(lane, "unlocal");
            gone();
        } finally {
            lane.shutdown();
            assertThat(lane.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aStaticFieldOfAnotherBundle() throws Exception {
        Class<?> leaks = loader.loadClass("game.Leaks");
        leaks.getMethod("elsewhere", Queue.class).invoke(null, ELSEWHERE);
        leaks = null;
        assertThat(holders())
                .anyMatch(sentence -> sentence.startsWith(
                        "the static field et.hotfix.internal.SeededLeaksTest.ELSEWHERE holds an object of its class"
                                + " game.Leaks$Bean, by "));
        ELSEWHERE.clear();
        gone();
    }

    @Test
    void aTimer() throws Exception {
        named("timer", "untimer", "thread \"bell\" holds ");
    }

    @Test
    void aJmxBean() throws Exception {
        named("bean", "unbean", "the JMX bean game:type=Bean is of its code");
    }

    @Test
    void aJdbcDriver() throws Exception {
        named("driver", "undriver", "java.sql.DriverManager holds an object of its class game.Leaks$Driver");
    }

    @Test
    void aHandlerOfALogger() throws Exception {
        named("logger", "unlogger", "the java.util.logging logger \"\" holds an object of its class game.Leaks$Log");
    }

    @Test
    void aShutdownHook() throws Exception {
        named("hook", "unhook", "a shutdown hook holds ");
    }

    @Test
    void anIdleThreadPool() throws Exception {
        named("pool", "unpool", "thread \"pool-");
    }

    @Test
    void aFutureThatIsNotDue() throws Exception {
        named("future", "unfuture", "a delayed CompletableFuture holds ");
    }

    @Test
    void anUncaughtExceptionHandler() throws Exception {
        named("handler", "unhandler", "the default uncaught-exception handler holds an object of its class game.Leaks");
    }

    @Test
    void whatIsHeldByNobodyIsNotNamed() throws Exception {
        loader.loadClass("game.Leaks");
        assertThat(holders()).isEmpty();
    }

    private void named(String leak, String undo, String beginning) throws Exception {
        call(leak);
        assertThat(holders()).anyMatch(sentence -> sentence.startsWith(beginning));
        call(undo);
        gone();
    }

    private List<String> holders() {
        return Holders.of(loader, () -> List.of(SeededLeaksTest.class));
    }

    /** On a thread that is gone afterwards: reflection and locals leave traces. */
    private void call(String method) throws Exception {
        ExecutorService once = Executors.newSingleThreadExecutor(work -> new Thread(work, "once"));
        call(once, method);
        once.shutdown();
        assertThat(once.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private void call(ExecutorService on, String method) throws Exception {
        on.submit(() -> loader.loadClass("game.Leaks").getMethod(method).invoke(null))
                .get();
    }

    private void gone() throws Exception {
        var watched = new WeakReference<ClassLoader>(loader);
        loader.close();
        loader = null;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (watched.get() != null && System.nanoTime() < end) {
            System.gc();
            new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS);
        }
        ClassLoader still = watched.get();
        assertThat(still == null ? List.of() : Holders.of(still, List::of)).isEmpty();
        assertThat(still).isNull();
    }
}
