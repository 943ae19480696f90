package et.console.internal;

import et.actor.Actors;
import et.actor.Actors.Detail;
import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.PlayerStore;
import et.persistence.PlayerStore.Stored;
import et.persistence.RowException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:export player/42 file}: all that is stored of a player, as JSON. */
@Service
@Command(scope = "et", name = "export", description = "Writes all that is stored of a player into a file, as JSON")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ExportCommand extends EtCommand {

    @Argument(
            name = "player/id file",
            multiValued = true,
            description = "The player, and a file of this container's machine that is not there yet")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) throws Exception {
        if (words.size() != 2) {
            throw new ConsoleException("expected: et:export player/ID FILE, as et:export player/42 /tmp/42.json");
        }
        String player = DeleteCommand.player(words.get(0));
        Stored stored =
                services.need(PlayerStore.class, "et.persistence.hibernate").stored(player);
        Optional<Json> actor = actor(services, player);
        if (stored.account() == null
                && actor.isEmpty()
                && stored.sessions().isEmpty()
                && stored.touched().isEmpty()
                && stored.rows().isEmpty()) {
            throw new ConsoleException("nothing is stored of player " + player);
        }
        Path file = Path.of(words.get(1)).toAbsolutePath();
        write(file, json(player, stored, actor.orElse(null)).toString() + "\n");
        if (json) {
            out.println(new Json().put("player", player).put("file", file.toString()));
            return;
        }
        out.println("Written   " + file + ", which only its owner can read");
        out.println("Account   " + (stored.account() == null ? "none" : "without its secret"));
        out.println("Sessions  " + stored.sessions().size() + ", without their tokens");
        out.println("Actor     " + (actor.isEmpty() ? "none" : "player/" + player));
        out.println("Changes   " + Words.count(stored.touched().size(), "record") + " of what versions changed");
        out.println("Tables    " + Words.count(stored.rows().size(), "row") + " of games' tables");
        out.println("Audit     " + Words.count(stored.audited().size(), "record"));
        out.println("Not in it: what other actors know of the player, which only their code can tell");
    }

    /** From memory, where its code can tell what it is; else the bytes, as they are stored. */
    private static Optional<Json> actor(Services services, String player) throws InterruptedException {
        Optional<Detail> live =
                Services.await(services.need(Actors.class, "et.actor").inspect(PlayerStore.TYPE, player), "the lanes");
        Optional<Json> decoded = live.filter(detail -> !detail.state().isEmpty())
                .map(detail -> new Json()
                        .put(
                                "code",
                                detail.line().bundle() + "/" + detail.line().version())
                        .put("schema", detail.schema())
                        .put("state", detail.state()));
        return decoded.isPresent() ? decoded : row(services, player);
    }

    private static Optional<Json> row(Services services, String player) {
        try {
            ActorRow row =
                    services.need(ActorStore.class, "et.persistence.hibernate").load(PlayerStore.TYPE, player);
            return Optional.ofNullable(row)
                    .map(one -> new Json()
                            .put("code", one.code())
                            .put("schema", one.schema())
                            .put("revision", one.revision())
                            .put("state_base64", Base64.getEncoder().encodeToString(one.state()))
                            .put("book_base64", Base64.getEncoder().encodeToString(one.book())));
        } catch (RowException damaged) {
            return Optional.of(new Json().put("damaged", damaged.getMessage()));
        }
    }

    private static Json json(String player, Stored stored, @Nullable Json actor) {
        PlayerStore.Account account = stored.account();
        return new Json()
                .put("player", player)
                .put(
                        "account",
                        account == null
                                ? null
                                : new Json()
                                        .put("way", account.way().name())
                                        .put("key", account.key())
                                        .put("blocked", account.blocked())
                                        .put("created", account.created()))
                .put(
                        "sessions",
                        stored.sessions().stream()
                                .map(session -> new Json()
                                        .put("id", Long.toUnsignedString(session.id()))
                                        .put("created", session.created())
                                        .put("expires", session.expires())
                                        .put("ended", session.ended())
                                        .put("used_tokens", session.usedTokens()))
                                .toList())
                .put("actor", actor)
                .put(
                        "changes",
                        stored.touched().stream()
                                .map(touched -> new Json()
                                        .put("actor", touched.type() + "/" + touched.id())
                                        .put("code", touched.touch().code())
                                        .put("player", touched.touch().player())
                                        .put("first_ms", touched.touch().firstAt())
                                        .put("last_ms", touched.touch().lastAt()))
                                .toList())
                .put("rows", stored.rows().stream().map(ExportCommand::json).toList())
                .put(
                        "audit",
                        stored.audited().stream()
                                .map(written -> new Json()
                                        .put("number", written.number())
                                        .put("at", written.entry().at())
                                        .put("who", written.entry().who())
                                        .put("what", written.entry().what())
                                        .put("subject", written.entry().subject())
                                        .put("detail", written.entry().detail()))
                                .toList());
    }

    private static Json json(PlayerStore.Row row) {
        Json columns = new Json();
        row.columns()
                .forEach((name, value) -> columns.put(
                        name,
                        value instanceof byte[] bytes ? Base64.getEncoder().encodeToString(bytes) : value));
        return new Json().put("table", row.table()).put("columns", columns);
    }

    private static void write(Path file, String text) {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        var mine = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            Files.createFile(file, mine);
            Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (FileAlreadyExistsException there) {
            throw new ConsoleException(file + " is there already; name another file");
        } catch (IOException e) {
            throw new ConsoleException(file + " cannot be written: " + e.getMessage());
        }
    }
}
