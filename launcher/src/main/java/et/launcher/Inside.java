package et.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/** Runs a program that is in a bundle, with the jars that the bundle has inside, as a container would. */
final class Inside implements AutoCloseable {

    private final Path folder;
    private final URLClassLoader loader;

    private Inside(Path folder, URLClassLoader loader) {
        this.folder = folder;
        this.loader = loader;
    }

    /** Unpacks the inner jars, which lie in {@code lib/}, to a folder that {@link #close} deletes. */
    static Inside of(Path bundle) throws IOException {
        Path folder = Files.createTempDirectory("et");
        List<URL> jars = new ArrayList<>(List.of(bundle.toUri().toURL()));
        try (JarFile jar = new JarFile(bundle.toFile())) {
            var entries = jar.entries();
            while (entries.hasMoreElements()) {
                var entry = entries.nextElement();
                if (entry.getName().matches("lib/[\\w.-]+\\.jar")) {
                    Path file = folder.resolve(entry.getName().substring("lib/".length()));
                    try (InputStream in = jar.getInputStream(entry)) {
                        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                    }
                    jars.add(file.toUri().toURL());
                }
            }
        }
        return new Inside(folder, new URLClassLoader(jars.toArray(URL[]::new), Inside.class.getClassLoader()));
    }

    /** Runs its {@code static int run(String[])}, and returns what that does. */
    int run(String program, List<String> words) throws IOException {
        try {
            return (int)
                    loader.loadClass(program).getMethod("run", String[].class).invoke(null, (Object)
                            words.toArray(String[]::new));
        } catch (InvocationTargetException thrown) {
            throw new IOException(String.valueOf(thrown.getCause()), thrown.getCause());
        } catch (ReflectiveOperationException absent) {
            throw new IOException(program + " is not in this distribution: " + absent, absent);
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
