package et.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program in a bundle finds what is in the bundle's inner jars. */
class InsideTest {

    @TempDir
    Path folder;

    @Test
    void runsAProgramWithTheJarsInItsBundle() throws IOException {
        compile("Inner", "public class Inner { public static int twice(int n) { return 2 * n; } }");
        compile(
                "Program",
                "public class Program { public static int run(String[] words) { return Inner.twice(words.length); } }");
        var inner = new ByteArrayOutputStream();
        jar(inner, "Inner.class", Files.readAllBytes(folder.resolve("Inner.class")));
        Path bundle = folder.resolve("bundle.jar");
        jar(
                Files.newOutputStream(bundle),
                "Program.class",
                Files.readAllBytes(folder.resolve("Program.class")),
                "lib/inner.jar",
                inner.toByteArray());
        try (Inside inside = Inside.of(bundle)) {
            assertThat(inside.run("Program", List.of("a", "b", "c"))).isEqualTo(6);
            assertThatThrownBy(() -> inside.run("Absent", List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Absent is not in this distribution");
        }
    }

    private void compile(String name, String text) throws IOException {
        Path source = Files.writeString(folder.resolve(name + ".java"), text);
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        folder.toString(),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(failed).isZero();
    }

    private static void jar(OutputStream to, Object... entries) throws IOException {
        try (var jar = new JarOutputStream(to)) {
            for (int i = 0; i < entries.length; i += 2) {
                jar.putNextEntry(new JarEntry((String) entries[i]));
                jar.write((byte[]) entries[i + 1]);
            }
        }
    }
}
