package et.hotfix.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import et.hotfix.Finding;
import et.hotfix.Finding.Grade;
import et.hotfix.Plan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Each source is compiled, and its class files are read. */
final class InspectionTest {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "thread | new Thread(() -> {}).start();",
                "thread | Consumer<Thread> c = Thread::start;",
                "thread | class Own extends Thread {} new Own().start();",
                "thread pool | Executors.newScheduledThreadPool(1);",
                "thread pool | new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>());",
                "thread pool | Supplier<Object> s = Executors::newCachedThreadPool;",
                "thread pool | new ForkJoinPool();",
                "thread pool | java.net.http.HttpClient.newHttpClient();",
                "java.util.Timer | new Timer(true);",
                "thread-local | new ThreadLocal<String>().set(\"x\");",
                "thread-local | ThreadLocal.withInitial(() -> 1);",
                "context class loader | Thread.currentThread().setContextClassLoader(Probe.class.getClassLoader());",
                "cleaner | java.lang.ref.Cleaner.create();",
                "shutdown hook | Runtime.getRuntime().addShutdownHook(null);",
                "exception handler | Thread.setDefaultUncaughtExceptionHandler((t, e) -> {});",
                "exception handler | Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});",
                "logger | java.util.logging.Logger.getLogger(\"x\").addHandler(null);",
                "logger | new java.util.logging.Level(\"x\", 1) {};",
                "standard stream | System.setOut(null);",
                "JMX bean | java.lang.management.ManagementFactory.getPlatformMBeanServer().registerMBean(null, null);",
                "JDBC driver | java.sql.DriverManager.registerDriver(null);",
                "URL handler | java.net.URL.setURLStreamHandlerFactory(null);",
                "security provider | java.security.Security.addProvider(null);",
                "default of the JVM | java.net.ProxySelector.setDefault(null);",
                "bean information | java.beans.Introspector.getBeanInfo(Probe.class);",
                "class value | new ClassValue<String>() { public String computeValue(Class<?> c) { return \"\"; } };",
                "native library | System.loadLibrary(\"x\");",
                "port | new java.net.ServerSocket(7000);",
                "port | java.nio.channels.ServerSocketChannel.open().bind(null);",
                "process | new ProcessBuilder(\"x\").start();",
            })
    void whatHoldsOldCodeIsNamed(String kind, String statement) {
        assertThat(inspect(probe(statement))).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.grade()).isEqualTo(Grade.HOLDS);
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.type()).startsWith("game.Probe");
            assertThat(finding.file()).isEqualTo("Probe.java");
            assertThat(finding.line()).isEqualTo(7);
            assertThat(finding.why()).isNotBlank();
            assertThat(finding.instead()).isNotBlank();
        });
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "ctx.blocking | ctx.blocking(() -> null, java.time.Duration.ofSeconds(1));",
                "common pool | CompletableFuture.supplyAsync(() -> 1);",
                "common pool | CompletableFuture.completedFuture(1).thenApplyAsync(n -> n);",
                "common pool | List.of(1).parallelStream();",
                "delayed future | new CompletableFuture<String>().orTimeout(1, TimeUnit.DAYS);",
            })
    void whatLetsGoByItselfIsLessBad(String kind, String statement) {
        assertThat(inspect(probe(statement)))
                .extracting(Finding::grade, Finding::kind)
                .containsExactly(tuple(Grade.LINGERS, kind));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sleep | Thread.sleep(1);",
                "sleep | TimeUnit.SECONDS.sleep(1);",
                "wait | this.wait();",
                "wait | new CompletableFuture<String>().get();",
                "wait | new CompletableFuture<String>().join();",
                "wait | new CountDownLatch(1).await();",
                "wait | new LinkedBlockingQueue<String>().take();",
                "network | new java.net.Socket(\"x\", 1);",
                "network | java.net.InetAddress.getByName(\"x\");",
                "file | new java.io.FileInputStream(\"x\");",
                "file | java.nio.file.Files.readString(java.nio.file.Path.of(\"x\"));",
                "shared lock | synchronized (Probe.class) { ctx.join(); }",
                "shared lock | synchronized (LOCK) { ctx.join(); }",
            })
    void whatBlocksIsNamedWhereALaneMayRunIt(String kind, String statement) {
        for (String way : List.of(
                "on.request(StringValue.class, this::probe);",
                "on.request(StringValue.class, (c, s, m) -> probe(c, s, m));",
                "helped(on);",
                "on.over(new Over(this));")) {
            assertThat(inspect(logic(way, statement)))
                    .as(way)
                    .extracting(Finding::grade, Finding::kind, Finding::type, Finding::member, Finding::line)
                    .containsExactly(tuple(Grade.STALLS, kind, "game.Probe", "probe", 8));
        }
        assertThat(inspect(logic("on.state(StringValue.parser());", statement)))
                .as("nobody calls it")
                .isEmpty();
    }

    @Test
    void whatRunsElsewhereBlocksNoLane() {
        String elsewhere = """
                StringValue elsewhere(et.api.ActorContext ctx, StringValue state, StringValue message) {
                  ctx.blocking(() -> probe(ctx, state, message), null); return state;
                }
                """;
        assertThat(inspect(logic("on.request(StringValue.class, this::elsewhere);", "Thread.sleep(1);", elsewhere)))
                .extracting(Finding::kind)
                .containsExactly("ctx.blocking");
    }

    @Test
    void ownMonitorsBlockNobodyElse() {
        assertThat(inspect(logic(
                        "on.request(StringValue.class, this::probe);",
                        "synchronized (ctx) { synchronized (this) { ctx.join(); } }")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static int count; | count++;",
                "private static Object last; | last = new Object();",
                "private static int[] table; | table = new int[1];",
                "static final AtomicLong COUNT = new AtomicLong(); |",
                "static final Map<String, String> KNOWN = new ConcurrentHashMap<>(); |",
                "static final Map<String, String> KNOWN = new HashMap<>(); | KNOWN.put(\"a\", \"b\");",
                "static final List<String> ALL = new ArrayList<>(); | List.of(\"a\").forEach(ALL::add);",
                "static final List<String> ALL = new ArrayList<>(); | List.of(\"a\").forEach(a -> ALL.add(a));",
                "static final Random RANDOM = new Random(); |",
                "static final StringBuilder TEXT = new StringBuilder(); | TEXT.append(1);",
            })
    void staticStateIsNamed(String field, String statement) {
        assertThat(inspect(fields(field, statement == null ? "" : statement)))
                .extracting(Finding::grade, Finding::kind)
                .containsExactly(tuple(Grade.LOSES, "static field"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static final int MOST = 3; |",
                "static final Map<String, String> TABLE = Map.of(\"a\", \"b\"); | TABLE.get(\"a\");",
                "static final List<String> ALL = List.of(); | new ArrayList<String>().add(ALL.toString());",
                "static final Map<String, String> TABLE = new HashMap<>(); static { TABLE.put(\"a\", \"b\"); } | TABLE.get(\"a\");",
                "private static String name = \"x\"; | name.length();",
                "static final TimeUnit UNIT = TimeUnit.DAYS; |",
                "static final org.slf4j.Logger LOG = org.slf4j.LoggerFactory.getLogger(\"x\"); | LOG.info(\"x\");",
                "enum Colour { RED, GREEN } static int of(Colour c) { switch (c) { case RED: return 1; default: return 2; } } |",
                "private final Map<String, String> seen = new ConcurrentHashMap<>(); | seen.put(\"a\", \"b\");",
            })
    void whatDoesNotChangeIsNoState(String field, String statement) {
        assertThat(inspect(fields(field, statement == null ? "" : statement))).isEmpty();
    }

    @Test
    void staticStateIsNamedWhereItChanges() {
        assertThat(inspect(fields("\n\n private static int count;", "\n\n count++;")))
                .extracting(Finding::member, Finding::line)
                .containsExactly(tuple("count", 11));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private int count; | count++;",
                "private final Map<String, String> seen = new HashMap<>(); | seen.put(\"a\", \"b\");",
                "private final AtomicLong count = new AtomicLong(); |",
            })
    void stateInALogicIsNamed(String field, String statement) {
        Jars jar = logic("on.state(StringValue.parser());", statement == null ? "" : statement, field);
        assertThat(inspect(jar))
                .extracting(Finding::grade, Finding::kind)
                .containsExactly(tuple(Grade.LOSES, "field of a logic"));
    }

    @Test
    void whatALogicIsMadeOfIsNoState() {
        assertThat(inspect(logic("", "seen.get(1);", "private final List<String> seen = new ArrayList<>();")))
                .isEmpty();
    }

    @Test
    void whatStartsWithItsClassIsNamedAsSuch() {
        Jars jar = fields("static { begin(); } static void begin() { new Thread(() -> {}).start(); }", "");
        assertThat(inspect(jar)).singleElement().satisfies(finding -> {
            assertThat(finding.member()).isEqualTo("begin");
            assertThat(finding.why()).endsWith("as soon as its class is used, also by the trial of a plan");
        });
        assertThat(inspect(probe("new Thread(() -> {}).start();")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.why()).doesNotContain("as soon as"));
    }

    @Test
    void embeddedJarsAndDirectoriesOfTheClassPathAreRead() throws IOException {
        byte[] inner = Files.readAllBytes(probe("new Timer();").write(directory));
        Jars jar = Jars.bundle("game", "1.0.0").file("lib/inner.jar", inner).file("lib/other.jar", inner);
        assertThat(inspect(jar)).as("no jar is on the path").isEmpty();
        jar.header("Bundle-ClassPath", "., lib/inner.jar");
        assertThat(inspect(jar))
                .extracting(Finding::file, Finding::jar)
                .containsExactly(tuple("Probe.java", "lib/inner.jar"));
        Jars nested = new Jars().source("game.Probe", source("new Timer();"));
        Path compiled = nested.write(directory);
        byte[] file = entry(compiled, "game/Probe.class");
        assertThat(inspect(Jars.bundle("game", "1.0.0")
                        .header("Bundle-ClassPath", "classes,lib")
                        .file("classes/game/Probe.class", file)
                        .file("game/Elsewhere.class", file)))
                .extracting(Finding::file)
                .containsExactly("Probe.java");
    }

    @Test
    void generatedMessagesAreNotLookedAt() {
        Jars jar = Jars.bundle("game", "1.0.0").source("game.Probe", """
                package game;
                public abstract class Probe extends com.google.protobuf.GeneratedMessage {
                  static Object cache;
                  static void set() { cache = new Object(); }
                }
                """);
        assertThat(inspect(jar)).isEmpty();
    }

    @Test
    void theWorstComeFirst() {
        assertThat(inspect(logic(
                        "on.request(StringValue.class, this::probe);",
                        "Thread.sleep(1); count++; ctx.blocking(() -> null, null); new Timer();",
                        "static int count;")))
                .extracting(Finding::grade)
                .containsExactly(Grade.HOLDS, Grade.LOSES, Grade.LINGERS, Grade.STALLS);
    }

    @Test
    void findingsAreCountedBeyondThoseThatAreTold() throws IOException {
        int more = Plan.Reading.MOST + 7;
        Inspection inspection = Inspection.of(artifact(probe("\nnew Timer();".repeat(more))));
        assertThat(inspection.reading().found()).isEqualTo(more);
        assertThat(inspection.reading().findings()).hasSize(Plan.Reading.MOST);
        assertThat(inspection.reading().classes()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsSaid() throws IOException {
        byte[] none = "no class".getBytes(StandardCharsets.UTF_8);
        Inspection inspection = Inspection.of(artifact(probe("new Timer();")
                .file("game/Broken.class", none)
                .file("game/Large.class", new byte[ClassFiles.MAX_CLASS + 1])));
        assertThat(inspection.reading().found()).isEqualTo(1);
        assertThat(inspection.warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.startsWith("1 class of it were not read"))
                .anyMatch(warning -> warning.startsWith("1 class of it cannot be read, the first: "));
    }

    @Test
    void aThousandClassesTakeLessThanSomeSeconds() throws IOException {
        Jars jar = Jars.bundle("game", "1.0.0");
        for (int i = 0; i < 1000; i++) {
            jar.file("game/C" + i + ".class", large(i));
        }
        Artifact artifact = artifact(jar);
        // Of the processor: others may be using it as well.
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        Inspection inspection = Inspection.of(artifact);
        long millis = TimeUnit.NANOSECONDS.toMillis(threads.getCurrentThreadCpuTime() - began);
        System.out.println("1000 classes of 2000 calls: " + millis + " ms of a processor");
        assertThat(inspection.reading().classes()).isEqualTo(1000);
        assertThat(inspection.reading().found()).isEqualTo(1000);
        assertThat(millis).isLessThan(10_000);
    }

    /** A class with 20 methods, each with 100 calls into other classes, and one that starts a thread. */
    private static byte[] large(int number) {
        var writer = new ClassWriter(0);
        writer.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "game/C" + number, null, "java/lang/Object", null);
        for (int m = 0; m < 20; m++) {
            MethodVisitor method = writer.visitMethod(Opcodes.ACC_STATIC, "m" + m, "()V", null, null);
            method.visitCode();
            for (int c = 0; c < 100; c++) {
                var label = new Label();
                method.visitLabel(label);
                method.visitLineNumber(m * 100 + c, label);
                String owner = "game/C" + (number + c) % 1000;
                method.visitMethodInsn(Opcodes.INVOKESTATIC, owner, "m" + (m + 1) % 20, "()V", false);
            }
            if (m == 0) {
                method.visitInsn(Opcodes.ACONST_NULL);
                method.visitTypeInsn(Opcodes.CHECKCAST, "java/lang/Thread");
                method.visitMethodInsn(Opcodes.INVOKEVIRTUAL, "java/lang/Thread", "start", "()V", false);
            }
            method.visitInsn(Opcodes.RETURN);
            method.visitMaxs(1, 0);
            method.visitEnd();
        }
        writer.visitEnd();
        return writer.toByteArray();
    }

    private List<Finding> inspect(Jars jar) {
        try {
            Inspection inspection = Inspection.of(artifact(jar));
            assertThat(inspection.warnings()).isEmpty();
            return inspection.reading().findings();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Artifact artifact(Jars jar) {
        return ArtifactReader.read(jar.write(directory).toString());
    }

    private static Jars probe(String statement) {
        return Jars.bundle("game", "1.0.0").source("game.Probe", source(statement));
    }

    private static String source(String statement) {
        return """
                package game;
                import java.util.*;
                import java.util.concurrent.*;
                import java.util.function.*;
                public class Probe {
                  void probe(et.api.ActorContext ctx) throws Exception {
                    %s
                  }
                }
                """.formatted(statement);
    }

    private static Jars fields(String field, String statement) {
        return Jars.bundle("game", "1.0.0").source("game.Probe", """
                package game;
                import java.util.*;
                import java.util.concurrent.*;
                import java.util.concurrent.atomic.*;
                public class Probe {
                  %s
                  void probe() { %s }
                }
                """.formatted(field, statement));
    }

    private static Jars logic(String define, String statement) {
        return logic(define, statement, "static final Object LOCK = new Object();");
    }

    /** A logic whose handler has that statement; there are several ways to a handler. */
    private static Jars logic(String define, String statement, String field) {
        return Jars.bundle("game", "1.0.0").source("game.Probe", """
                package game;
                import com.google.protobuf.StringValue;
                import java.util.*; import java.util.concurrent.*; import java.util.concurrent.atomic.*;
                public class Probe implements et.api.ActorLogic<StringValue> {
                  %s
                  @Override public void define(et.api.Handlers<StringValue> on) { %s }
                  StringValue probe(et.api.ActorContext ctx, StringValue state, StringValue message) throws Exception {
                    %s return state;
                  }
                  void helped(et.api.Handlers<StringValue> on) { on.request(StringValue.class, this::probe); }
                  record Over(Probe logic) implements java.util.function.Predicate<StringValue> {
                    @Override public boolean test(StringValue state) {
                      try { return logic.probe(null, state, state) == null; } catch (Exception e) { return false; }
                    }
                  }
                }
                """.formatted(field, define, statement));
    }

    private static byte[] entry(Path jar, String name) throws IOException {
        try (var file = new JarFile(jar.toFile());
                InputStream in = file.getInputStream(file.getEntry(name))) {
            return in.readAllBytes();
        }
    }
}
