package board;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Refusal;
import et.api.table.Query;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Component;

/** Adds up what its player wins, and knows who is best. */
@ActorType("board")
@Component
public final class BoardLogic implements ActorLogic<BoardState> {

    private static final int BAD_POINTS = 1000;
    private static final int SEASON = 1;

    private static final Query<Score> BEST =
            Query.first(10, Score.class).equal("season", SEASON).descending("points");

    @Override
    public void define(Handlers<BoardState> on) {
        on.state(BoardState.parser());
        on.table(Score.class);
        on.request(Won.class, this::won);
        on.request(Best.class, this::best);
        on.found("best", Score.class, this::found);
    }

    private BoardState won(ActorContext ctx, BoardState state, Won won) {
        if (won.getPoints() < 1 || won.getPoints() > 1000) {
            throw new Refusal(BAD_POINTS, "points: " + won.getPoints() + " (expected: 1 to 1000)");
        }
        long points = state.getPoints() + won.getPoints();
        ctx.put(new Score(ctx.self().id(), SEASON, points, ctx.now()));
        ctx.reply(Total.newBuilder().setPoints(points).build());
        return state.toBuilder().setPoints(points).build();
    }

    private BoardState best(ActorContext ctx, BoardState state, Best best) {
        ctx.find("best", BEST, Duration.ofSeconds(2));
        return state;
    }

    private BoardState found(ActorContext ctx, BoardState state, List<Score> scores) {
        Bests.Builder bests = Bests.newBuilder();
        for (Score score : scores) {
            bests.addPlaces(Place.newBuilder().setPlayer(score.player()).setPoints(score.points()));
        }
        ctx.reply(bests.build());
        return state;
    }
}
