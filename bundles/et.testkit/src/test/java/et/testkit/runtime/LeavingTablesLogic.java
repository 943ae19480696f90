package et.testkit.runtime;

import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.api.table.Key;
import et.api.table.Query;
import et.api.table.Table;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.Box;
import java.time.Duration;
import java.util.Optional;

/** Writes rows of a record of its own, with an enum of its own, and finds them: traces that tables could leave of its class loader. */
@ActorType(value = "box", reach = Reach.ANY)
public final class LeavingTablesLogic implements ActorLogic<Box> {

    enum Rank {
        NONE,
        GOLD {
            @Override
            public String toString() {
                return "a constant with a class of its own";
            }
        }
    }

    @Table("ranks")
    record Ranked(@Key String player, Rank rank, Optional<Rank> before) {}

    private static final Query<Ranked> GOLD =
            Query.first(10, Ranked.class).equal("rank", Rank.GOLD).fresh();

    @Override
    public void define(Handlers<Box> on) {
        on.state(Box.parser());
        on.table(Ranked.class);
        on.request(Act.class, (ctx, box, act) -> {
            ctx.put(new Ranked(ctx.self().id(), Rank.GOLD, Optional.of(Rank.GOLD)));
            ctx.find("gold", GOLD, Duration.ofSeconds(1));
            return box.toBuilder().setValue(box.getValue() + 1).build();
        });
        on.found("gold", Ranked.class, (ctx, box, found) -> {
            ctx.reply(Acted.newBuilder().setValue(found.size()).build());
            return box;
        });
    }
}
