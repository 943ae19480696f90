package et.gateway.internal;

import et.cluster.Request;
import et.net.Frame;
import et.proto.client.Code;
import java.util.HexFormat;

/** What the gateway says to a client whose request it does not pass on. Sentences for the people who write clients. */
final class Refusals {

    static final String BAD_ID = "to_id: expected 1 to 128 characters, none of them a control character";

    private Refusals() {}

    /** Why a request has no route. */
    static String text(Code why, Frame frame) {
        String message = HexFormat.of().toHexDigits(frame.message());
        String type = frame.toType().isEmpty() ? "any actor type" : "the type that to_type names";
        return switch (why) {
            case AMBIGUOUS_TYPE -> "message " + message + " is handled by several actor types: name one in to_type";
            case LOGIC_ABSENT -> "message " + message + " is handled by no running logic at the moment: try again";
            default -> "message " + message + " is no request that " + type + " handles";
        };
    }

    /** The client named an actor that is not its own. */
    static String notOwn(String type) {
        return "to_id: a client reaches only its own " + type + ": leave it empty";
    }

    /** A request was not answered in time. */
    static String expired(Request request, boolean sent) {
        String actor = request.type() + "/" + request.id();
        return sent
                ? actor + " did not answer in time; the request may have been applied"
                : actor + " is nowhere at the moment; nothing was changed: try again";
    }
}
