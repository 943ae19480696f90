package first;

import static org.assertj.core.api.Assertions.assertThat;

import et.api.ActorLogic;
import et.testkit.Player;
import et.testkit.World;
import hello.Add;
import hello.Added;
import hello.CounterLogic;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/first-plugin.md shows what is there, and what it tells the reader to change works. */
class FirstPluginEnvTest {

    private static final Path HOUSE = Path.of("..");
    private static final Pattern FILE = Pattern.compile("\\*\\*`([^`]+)`\\*\\*\n\n```\\w+\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern CHANGE =
            Pattern.compile("In `([^`]+)`:\n\n```diff\n-(.*?)\n\\+(.*?)\n```\n", Pattern.DOTALL);

    @Test
    void filesAreShownAsTheyAre() throws IOException {
        List<String> shown = new ArrayList<>();
        Matcher file = FILE.matcher(document());
        while (file.find()) {
            shown.add(Path.of(file.group(1)).getFileName().toString());
            assertThat(file.group(2)).as(file.group(1)).isEqualTo(Files.readString(HOUSE.resolve(file.group(1))));
        }
        assertThat(shown)
                .containsExactly("pom.xml", "hello.proto", "CounterLogic.java", "AddThree.java", "CounterEnvTest.java");
    }

    @Test
    void theChangeIsOneOfThisCodeAndTakesOverTheState(@TempDir Path folder) throws Exception {
        int changes = 0;
        Matcher change = CHANGE.matcher(document());
        while (change.find()) {
            changes++;
            Path changed = HOUSE.resolve(change.group(1));
            String source = Files.readString(changed);
            assertThat(source).as(change.group(1)).containsOnlyOnce(change.group(2));
            if (changed.toString().endsWith(".java")) {
                compile(source.replace(change.group(2), change.group(3)), folder);
            }
        }
        assertThat(changes).isEqualTo(2);

        try (Next next = new Next(folder);
                World world = World.seeded(1)
                        .logic("hello", "1.0.0", new CounterLogic())
                        .start()) {
            Player alice = world.player("alice");
            Add three = Add.newBuilder().setAmount(3).build();
            assertThat(alice.ask(three).as(Added.class).getValue()).isEqualTo(3);
            world.hotfix("hello", "1.1.0", next.logic());
            assertThat(alice.ask(three).as(Added.class).getValue()).isEqualTo(9);
        }
    }

    private static String document() throws IOException {
        return Files.readString(HOUSE.resolve("docs/first-plugin.md"));
    }

    private static void compile(String source, Path folder) throws IOException {
        Path file = folder.resolve("hello/CounterLogic.java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
        String path = System.getProperty("java.class.path");
        int result = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-proc:none", "-cp", path, "-d", folder.toString(), file.toString());
        assertThat(result).as("the changed code compiles").isZero();
    }

    /** The changed class, beside the one that it replaces. */
    private static final class Next extends URLClassLoader {

        Next(Path folder) throws IOException {
            super(new URL[] {folder.toUri().toURL()}, FirstPluginEnvTest.class.getClassLoader());
        }

        ActorLogic<?> logic() throws ReflectiveOperationException {
            return (ActorLogic<?>)
                    findClass("hello.CounterLogic").getDeclaredConstructor().newInstance();
        }
    }
}
