package et.logic.rule.sound;

import et.api.ActorLogic;
import et.api.Handlers;
import et.api.StateCodec;
import javax.crypto.Cipher;
import org.slf4j.LoggerFactory;

/** Uses what a logic may use. */
public final class SoundLogic implements ActorLogic<String> {

    @Override
    public void define(Handlers<String> on) {
        LoggerFactory.getLogger(SoundLogic.class).debug("{}", Cipher.ENCRYPT_MODE);
        StateCodec<String> codec = null;
        on.state(codec);
    }
}
