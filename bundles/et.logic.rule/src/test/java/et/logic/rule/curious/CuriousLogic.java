package et.logic.rule.curious;

import org.osgi.framework.BundleContext;

/** Reaches for the framework. */
public final class CuriousLogic {

    public Object look(BundleContext context) {
        return context.getBundles();
    }
}
