package et.console.internal;

import et.manager.Scale;
import java.io.PrintStream;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.jspecify.annotations.Nullable;

/** {@code et:scale}: how many logic containers there should be; {@code --json} for an autoscaler. */
@Service
@Command(scope = "et", name = "scale", description = "Tells how many logic containers there should be, by their load")
@SuppressWarnings("NullAway.Init") // Karaf sets the fields
public final class ScaleCommand extends EtCommand {

    @Argument(multiValued = true, description = "Nothing but options")
    @Nullable List<String> words;

    @Override
    @Nullable List<String> words() {
        return words;
    }

    @Override
    void run(Services services, List<String> words, PrintStream out) {
        Scale.Suggestion suggestion = services.need(Scale.class, "et.manager").suggestion();
        if (json) {
            out.println(new Json()
                    .put("logic_containers", suggestion.now())
                    .put("desired_logic_containers", suggestion.desired())
                    .put("load", suggestion.load())
                    .put("reason", suggestion.reason()));
        } else {
            out.println("Logic containers  " + suggestion.now() + ", " + suggestion.desired() + " suggested: "
                    + suggestion.reason());
        }
    }
}
