package et.robots;

import com.google.protobuf.ByteString;

/** What became of a request. */
sealed interface Outcome {

    /** It was answered. */
    record Answer(ByteString payload) implements Outcome {}

    /** It was refused by the game, or failed on the server; the code says which. */
    record Failure(int code, String text) implements Outcome {}

    /** Its session ended before it was answered. */
    record Lost(String why) implements Outcome {}
}
