package et.testkit.runtime;

import et.api.ActorContext;
import et.api.ActorLogic;
import et.api.ActorRef;
import et.api.ActorType;
import et.api.Handlers;
import et.api.Reach;
import et.testkit.box.Act;
import et.testkit.box.Acted;
import et.testkit.box.Box;
import et.testkit.box.Echo;
import et.testkit.box.Word;
import java.time.Duration;

/** Does everything that could leave a trace of its class loader behind. */
@ActorType(value = "box", reach = Reach.ANY)
public final class LeavingLogic implements ActorLogic<Box> {

    /** An exception of the bundle's own, as loggers like to keep. */
    private static final class Mishap extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final ActorRef OTHER = new ActorRef("box", "other");
    private static final Duration LONG = Duration.ofMinutes(1);

    @Override
    public void define(Handlers<Box> on) {
        on.state(Box.parser());
        on.request(Act.class, LeavingLogic::act);
        on.message(Word.class, (ctx, box, word) -> box);
        on.answer(Echo.class, (ctx, box, echo) -> box);
        on.failure((ctx, box, failure) -> box);
        on.timer("late", (ctx, box) -> box);
        on.left((ctx, box, session) -> box);
    }

    private static Box act(ActorContext ctx, Box box, Act act) {
        switch (act.getName()) {
            case "fail" -> throw new Mishap();
            case "join" -> ctx.join();
            case "timer" -> ctx.startTimer("late", Duration.ofHours(1));
            case "ask" -> ctx.ask(OTHER, Word.newBuilder().setAmount(1).build(), LONG);
            case "blocking" -> ctx.blocking(Echo::getDefaultInstance, LONG);
            case "send" -> ctx.send(new ActorRef("nobody", "x"), Word.getDefaultInstance());
            case "tell" -> ctx.tell(new ActorRef("nobody", "y"), Word.getDefaultInstance());
            default -> ctx.reply(Acted.newBuilder().setValue(box.getValue()).build());
        }
        return box.toBuilder().setValue(box.getValue() + act.getAmount()).build();
    }
}
