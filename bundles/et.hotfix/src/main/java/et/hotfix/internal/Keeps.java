package et.hotfix.internal;

import et.hotfix.Finding.Grade;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The calls of the JDK and of {@code et.api} that keep code alive, or a lane waiting. */
final class Keeps {

    private static final String TIMER = "a timer of the actor, or ctx.blocking for work that waits";
    private static final String NEVER_BLOCK = "ctx.blocking: its result comes back to the actor as a message";
    private static final String STOP = "leave it to the container; or take it back when the component is deactivated";

    private final Map<String, List<Rule>> byMethod = new HashMap<>();

    /**
     * A kind of call.
     *
     * @param owner the type whose methods they are; those of its subtypes as well
     * @param without a text that a descriptor must not have, empty for any
     */
    record Rule(
            Grade grade, String kind, String owner, Set<String> methods, String without, String why, String instead) {}

    Keeps() {
        threads();
        hooks();
        registries();
        outside();
        work();
        waits();
        files();
    }

    /** What is said about a call. */
    Optional<Rule> of(ClassSearch classes, String owner, String method, String descriptor) {
        for (Rule rule : byMethod.getOrDefault(method, List.of())) {
            boolean own = method.equals("<init>") && classes.find(owner).isPresent();
            // The bundle's own subclass calls the constructor of the JDK's class, and is found there.
            if (!own
                    && classes.isA(owner, rule.owner())
                    && (rule.without().isEmpty() || !descriptor.contains(rule.without()))) {
                return Optional.of(rule);
            }
        }
        return Optional.empty();
    }

    private void threads() {
        var threads = new Kind(Grade.HOLDS, "thread", "goes on with the old code until it ends by itself", TIMER);
        threads.calls("java/lang/Thread", "start", "startVirtualThread");
        threads.calls("java/lang/Thread$Builder", "start");
        var pools = new Kind(
                Grade.HOLDS, "thread pool", "its threads hold the old code until somebody shuts it down", TIMER);
        pools.calls(
                "java/util/concurrent/Executors",
                "newCachedThreadPool",
                "newFixedThreadPool",
                "newScheduledThreadPool",
                "newSingleThreadExecutor",
                "newSingleThreadScheduledExecutor",
                "newThreadPerTaskExecutor",
                "newVirtualThreadPerTaskExecutor",
                "newWorkStealingPool");
        pools.calls("java/util/concurrent/ThreadPoolExecutor", "<init>");
        pools.calls("java/util/concurrent/ForkJoinPool", "<init>");
        pools.calls("java/net/http/HttpClient", "newHttpClient");
        pools.calls("java/net/http/HttpClient$Builder", "build");
        new Kind(
                        Grade.HOLDS,
                        "java.util.Timer",
                        "its thread holds the old code until it is cancelled",
                        "a timer of the actor: ctx.startTimer")
                .calls("java/util/Timer", "<init>");
        new Kind(
                        Grade.HOLDS,
                        "thread-local",
                        "what it holds stays with the lane's thread, which outlives the bundle",
                        "a parameter, or the actor's state")
                .calls("java/lang/ThreadLocal", "<init>", "withInitial", "set");
        new Kind(
                        Grade.HOLDS,
                        "context class loader",
                        "the thread holds the class loader it is given",
                        "set the old one again in a finally block, and never to the bundle's on a thread that is not its own")
                .calls("java/lang/Thread", "setContextClassLoader");
        new Kind(Grade.HOLDS, "cleaner", "its thread runs until the container stops", "try with resources")
                .calls("java/lang/ref/Cleaner", "create");
    }

    private void hooks() {
        new Kind(Grade.HOLDS, "shutdown hook", "the JVM holds it until the container stops", STOP)
                .calls("java/lang/Runtime", "addShutdownHook");
        new Kind(
                        Grade.HOLDS,
                        "exception handler",
                        "the thread, or the JVM, holds it",
                        "catch what your own code throws")
                .calls("java/lang/Thread", "setDefaultUncaughtExceptionHandler", "setUncaughtExceptionHandler");
        new Kind(
                        Grade.HOLDS,
                        "logger",
                        "the JVM's log manager holds what is given to it",
                        "slf4j, and the container's etc/")
                .calls("java/util/logging/Logger", "addHandler", "setFilter", "setResourceBundle")
                .calls("java/util/logging/Handler", "setFilter", "setFormatter", "setErrorManager")
                .calls("java/util/logging/LogManager", "addLogger", "addConfigurationListener")
                .calls("java/util/logging/Level", "<init>");
        new Kind(Grade.HOLDS, "standard stream", "the JVM holds it", "slf4j")
                .calls("java/lang/System", "setOut", "setErr", "setIn");
    }

    private void registries() {
        new Kind(Grade.HOLDS, "JMX bean", "the MBean server holds it until it is unregistered", STOP)
                .calls(
                        "javax/management/MBeanServerConnection",
                        "registerMBean",
                        "createMBean",
                        "addNotificationListener")
                .calls("javax/management/NotificationBroadcaster", "addNotificationListener");
        new Kind(Grade.HOLDS, "JDBC driver", "java.sql.DriverManager holds it", "new Driver().connect(...)")
                .calls("java/sql/DriverManager", "registerDriver", "setLogWriter");
        new Kind(
                        Grade.HOLDS,
                        "URL handler",
                        "the JVM holds it, and takes one only, ever",
                        "new URL(null, text, handler)")
                .calls("java/net/URL", "setURLStreamHandlerFactory")
                .calls("java/net/URLConnection", "setContentHandlerFactory", "setFileNameMap")
                .calls("java/net/Socket", "setSocketImplFactory")
                .calls("java/net/ServerSocket", "setSocketFactory");
        new Kind(Grade.HOLDS, "security provider", "the JVM holds it", "give the provider to getInstance")
                .calls("java/security/Security", "addProvider", "insertProviderAt");
        new Kind(
                        Grade.HOLDS,
                        "default of the JVM",
                        "the JVM holds it, and all bundles of the container get it",
                        "give it to each object that needs it")
                .calls("java/net/Authenticator", "setDefault")
                .calls("java/net/CookieHandler", "setDefault")
                .calls("java/net/ProxySelector", "setDefault")
                .calls("java/net/ResponseCache", "setDefault")
                .calls("javax/net/ssl/SSLContext", "setDefault")
                .calls("javax/net/ssl/HttpsURLConnection", "setDefaultHostnameVerifier", "setDefaultSSLSocketFactory");
        new Kind(
                        Grade.HOLDS,
                        "bean information",
                        "the JDK keeps what it found out about the bundle's classes",
                        "read the members by code; or java.beans.Introspector.flushFromCaches when it is deactivated")
                .calls("java/beans/Introspector", "getBeanInfo")
                .calls("java/beans/PropertyEditorManager", "registerEditor");
        new Kind(Grade.HOLDS, "class value", "classes of the JDK hold what was computed for them", "a map in an object")
                .calls("java/lang/ClassValue", "<init>");
    }

    private void outside() {
        new Kind(
                        Grade.HOLDS,
                        "native library",
                        "it belongs to one class loader: the new version cannot load it beside the old",
                        "a process of its own, or java.lang.foreign")
                .calls("java/lang/System", "load", "loadLibrary")
                .calls("java/lang/Runtime", "load", "loadLibrary");
        var port = new Kind(
                Grade.HOLDS,
                "port",
                "the old version has it: the new one cannot open it while it is staged",
                "let clients come through the gateway");
        port.calls("java/net/ServerSocket", "bind")
                .calls("java/nio/channels/NetworkChannel", "bind")
                .calls("java/net/DatagramSocket", "bind")
                .calls("com/sun/net/httpserver/HttpServer", "create", "bind");
        // Without a port they open none, or any that is free.
        port.without("()V", "java/net/ServerSocket", "<init>");
        port.without("()V", "java/net/DatagramSocket", "<init>");
        new Kind(Grade.HOLDS, "process", "it goes on after the bundle has gone", STOP)
                .calls("java/lang/ProcessBuilder", "start", "startPipeline")
                .calls("java/lang/Runtime", "exec");
    }

    private void work() {
        new Kind(
                        Grade.LINGERS,
                        "ctx.blocking",
                        "its work holds the code that asked until it is done or its deadline is over",
                        "keep its deadline short; by the policy idle, actors go over when it is done")
                .calls("et/api/ActorContext", "blocking");
        var pool = new Kind(
                Grade.LINGERS,
                "common pool",
                "what waits or runs there holds the old code, and touches actors from a strange thread",
                NEVER_BLOCK);
        for (String method : List.of(
                "runAsync",
                "supplyAsync",
                "thenApplyAsync",
                "thenAcceptAsync",
                "thenRunAsync",
                "thenCombineAsync",
                "thenAcceptBothAsync",
                "runAfterBothAsync",
                "applyToEitherAsync",
                "acceptEitherAsync",
                "runAfterEitherAsync",
                "thenComposeAsync",
                "whenCompleteAsync",
                "handleAsync",
                "exceptionallyAsync",
                "completeAsync")) {
            pool.without("Ljava/util/concurrent/Executor;", "java/util/concurrent/CompletionStage", method);
            pool.without("Ljava/util/concurrent/Executor;", "java/util/concurrent/CompletableFuture", method);
        }
        pool.calls("java/util/concurrent/ForkJoinPool", "commonPool");
        pool.calls("java/util/concurrent/ForkJoinTask", "fork");
        pool.calls("java/util/Collection", "parallelStream");
        pool.calls("java/util/stream/BaseStream", "parallel");
        new Kind(Grade.LINGERS, "delayed future", "the JDK holds it until it is due", TIMER)
                .calls("java/util/concurrent/CompletableFuture", "orTimeout", "completeOnTimeout", "delayedExecutor");
    }

    private void waits() {
        new Kind(Grade.STALLS, "sleep", "no actor of the lane is served meanwhile", "a timer of the actor")
                .calls("java/lang/Thread", "sleep")
                .calls("java/util/concurrent/TimeUnit", "sleep");
        var wait = new Kind(
                Grade.STALLS, "wait", "no actor of the lane is served until it ends, if it ever does", NEVER_BLOCK);
        wait.calls("java/lang/Object", "wait")
                .calls("java/lang/Thread", "join")
                .calls("java/lang/Process", "waitFor")
                .calls("java/util/concurrent/Future", "get")
                .calls("java/util/concurrent/CompletableFuture", "join")
                .calls("java/util/concurrent/ForkJoinTask", "join", "invoke")
                .calls("java/util/concurrent/ExecutorService", "awaitTermination", "invokeAll", "invokeAny")
                .calls("java/util/concurrent/BlockingQueue", "take", "put")
                .calls("java/util/concurrent/CountDownLatch", "await")
                .calls("java/util/concurrent/CyclicBarrier", "await")
                .calls("java/util/concurrent/Phaser", "awaitAdvance", "arriveAndAwaitAdvance")
                .calls("java/util/concurrent/Semaphore", "acquire", "acquireUninterruptibly")
                .calls("java/util/concurrent/locks/Condition", "await", "awaitUninterruptibly")
                .calls("java/util/concurrent/locks/LockSupport", "park", "parkNanos", "parkUntil")
                .calls("java/nio/channels/Selector", "select");
        new Kind(Grade.STALLS, "network", "no actor of the lane is served until the other side answers", NEVER_BLOCK)
                .calls("java/net/Socket", "<init>", "connect")
                .calls("java/nio/channels/SocketChannel", "open", "connect")
                .calls("java/net/URL", "openStream", "getContent")
                .calls("java/net/URLConnection", "connect", "getInputStream", "getOutputStream")
                .calls("java/net/HttpURLConnection", "getResponseCode")
                .calls("java/net/http/HttpClient", "send")
                .calls("java/net/InetAddress", "getByName", "getAllByName", "getHostName", "isReachable")
                .calls("java/sql/DriverManager", "getConnection")
                .calls("javax/sql/DataSource", "getConnection")
                .calls("java/sql/Statement", "execute", "executeQuery", "executeUpdate", "executeBatch")
                .calls("java/sql/Connection", "commit");
    }

    private void files() {
        new Kind(Grade.STALLS, "file", "no actor of the lane is served while the disk works", NEVER_BLOCK)
                .calls("java/io/FileInputStream", "<init>")
                .calls("java/io/FileOutputStream", "<init>")
                .calls("java/io/FileReader", "<init>")
                .calls("java/io/FileWriter", "<init>")
                .calls("java/io/RandomAccessFile", "<init>")
                .calls("java/nio/channels/FileChannel", "open")
                .calls(
                        "java/nio/file/Files",
                        "copy",
                        "createDirectories",
                        "createFile",
                        "delete",
                        "exists",
                        "lines",
                        "list",
                        "move",
                        "newBufferedReader",
                        "newBufferedWriter",
                        "newByteChannel",
                        "newInputStream",
                        "newOutputStream",
                        "readAllBytes",
                        "readAllLines",
                        "readString",
                        "walk",
                        "write",
                        "writeString");
    }

    /** Calls of which the same is to be said. */
    private final class Kind {

        private final Grade grade;
        private final String name;
        private final String why;
        private final String instead;

        Kind(Grade grade, String name, String why, String instead) {
            this.grade = grade;
            this.name = name;
            this.why = why;
            this.instead = instead;
        }

        Kind calls(String owner, String... methods) {
            return rule(owner, Set.of(methods), "");
        }

        Kind without(String descriptor, String owner, String method) {
            return rule(owner, Set.of(method), descriptor);
        }

        private Kind rule(String owner, Set<String> methods, String without) {
            rules(new Rule(grade, name, owner, methods, without, why, instead));
            return this;
        }
    }

    private void rules(Rule rule) {
        rule.methods()
                .forEach(method -> byMethod.computeIfAbsent(method, none -> new ArrayList<>())
                        .add(rule));
    }
}
