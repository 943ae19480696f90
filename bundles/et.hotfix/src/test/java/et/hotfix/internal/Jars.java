package et.hotfix.internal;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Makes bundles for tests: headers, sources that are compiled, and other files. */
final class Jars {

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

    Jars source(String className, String text) {
        sources.put(className, text);
        return this;
    }

    Path write(Path directory) {
        try {
            Path jar = Files.createTempFile(directory, "bundle", ".jar");
            compile(directory);
            var manifest = new Manifest();
            manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
            manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
            headers.forEach(manifest.getMainAttributes()::putValue);
            try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
                for (Map.Entry<String, byte[]> file : files.entrySet()) {
                    out.putNextEntry(new ZipEntry(file.getKey()));
                    out.write(file.getValue());
                    out.closeEntry();
                }
            }
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path directory) throws IOException {
        if (sources.isEmpty()) {
            return;
        }
        Path work = Files.createTempDirectory(directory, "classes");
        List<String> arguments = new ArrayList<>(List.of(
                "--release", "17", "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", work.toString()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = work.resolve(source.getKey().replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
            arguments.add(file.toString());
        }
        var problems = new StringWriter();
        var javac = ToolProvider.getSystemJavaCompiler();
        boolean sound = javac.getTask(
                        problems,
                        null,
                        null,
                        arguments.subList(0, 7),
                        null,
                        javac.getStandardFileManager(null, null, null)
                                .getJavaFileObjects(
                                        arguments.subList(7, arguments.size()).toArray(String[]::new)))
                .call();
        if (!sound) {
            throw new IllegalStateException(problems.toString());
        }
        try (Stream<Path> found = Files.walk(work)) {
            for (Path file : found.filter(f -> f.toString().endsWith(".class")).toList()) {
                files.put(work.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }
}
