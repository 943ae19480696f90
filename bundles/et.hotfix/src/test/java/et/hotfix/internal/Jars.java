package et.hotfix.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Makes bundles for tests: headers, sources that are compiled, and other files. */
final class Jars {

    /** Compiling takes longer than all else together: sources that were compiled once are not again. */
    private static final Map<Map<String, String>, Map<String, byte[]>> COMPILED = new ConcurrentHashMap<>();

    private static final LocalDateTime WRITTEN = LocalDateTime.of(2026, 1, 1, 0, 0);

    private final Map<String, String> headers = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    static Jars bundle(String name, String version) {
        return new Jars().header("Bundle-SymbolicName", name).header("Bundle-Version", version);
    }

    Jars header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Jars file(String name, String text) {
        files.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    Jars file(String name, byte[] bytes) {
        files.put(name, bytes);
        return this;
    }

    Jars source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    Path write(Path directory) {
        try {
            Path jar = Files.createTempFile(directory, "bundle", ".jar");
            files.putAll(COMPILED.computeIfAbsent(Map.copyOf(sources), s -> compile(directory, s)));
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
            headers.forEach(manifest.getMainAttributes()::putValue);
            try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
                entry(out, JarFile.MANIFEST_NAME);
                manifest.write(out);
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    entry(out, file.getKey());
                    out.write(file.getValue());
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Dated, so that the same content is the same bytes whenever it is written. */
    private static void entry(JarOutputStream out, String name) throws IOException {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(WRITTEN);
        out.putNextEntry(entry);
    }

    private static Map<String, byte[]> compile(Path directory, Map<String, String> sources) {
        try {
            return sources.isEmpty() ? Map.of() : javac(Files.createTempDirectory(directory, "classes"), sources);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> javac(Path work, Map<String, String> sources) throws IOException {
        List<String> options = List.of(
                "--release", "17", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", work.toString());
        List<Path> inputs = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            inputs.add(Files.writeString(file, source.getValue()));
        }
        var problems = new StringWriter();
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var manager = javac.getStandardFileManager(null, null, null)) {
            var units = manager.getJavaFileObjects(inputs.toArray(Path[]::new));
            if (!javac.getTask(problems, manager, null, options, null, units).call()) {
                throw new IllegalStateException(problems.toString());
            }
        }
        Map<String, byte[]> classes = new LinkedHashMap<>();
        try (Stream<Path> found = Files.walk(work)) {
            for (Path file : found.filter(f -> f.toString().endsWith(".class")).toList()) {
                classes.put(work.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return classes;
    }
}
