package et.hotfix.internal;

import et.hotfix.HotfixException;
import et.persistence.HotfixStore;
import et.persistence.HotfixStore.Hotfix;

/** What an operator is told about a hotfix that did not come to its end as asked. */
final class Endings {

    private Endings() {}

    /** Why who leads a hotfix cannot go on with it: a canary stepped back, which it may do while it is still being begun, or somebody else has ended it. */
    static HotfixException of(Hotfix hotfix, HotfixStore store) {
        String story = ": et:hotfix history " + hotfix.number() + " tells the whole story";
        return store.standing().stream()
                .filter(now -> now.number() == hotfix.number())
                .map(now -> ReceiptJson.reason(now.receipt()))
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .map(reason -> new HotfixException(hotfix.bundle() + " " + hotfix.to() + " stepped back by itself ("
                        + reason + "). " + goesOn(hotfix) + story))
                .orElseGet(() -> new HotfixException("hotfix " + hotfix.number() + " of " + hotfix.bundle()
                        + " was ended by another container, which had not heard from this one" + story));
    }

    /** What runs when nothing was changed, as a part of a sentence. */
    static String goesOn(Hotfix hotfix) {
        return hotfix.from().isEmpty()
                ? "no version of " + hotfix.bundle() + " runs"
                : hotfix.bundle() + " " + hotfix.from() + " goes on";
    }
}
