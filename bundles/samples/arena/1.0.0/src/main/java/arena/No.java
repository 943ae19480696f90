package arena;

import et.api.ActorContext;
import et.api.Refusal;
import et.api.SessionRef;

/** Ways to say no. */
final class No {

    private No() {}

    static Refusal because(Refused why, String text) {
        return new Refusal(why.getNumber(), text);
    }

    /** The player who asks, if in the zone. */
    static String unlessIn(ActorContext ctx, ZoneState zone) {
        return ctx.session()
                .map(SessionRef::player)
                .filter(zone::containsWalkers)
                .orElseThrow(
                        () -> because(Refused.NOT_HERE, "Enter " + ctx.self().id() + " first."));
    }
}
