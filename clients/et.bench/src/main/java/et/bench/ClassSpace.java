package et.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What classes take in each container that has actors, after so many hotfixes. */
final class ClassSpace implements AutoCloseable {

    private final List<Growth> containers = new ArrayList<>();

    private record Growth(ServerJvm jvm, Slope metaspace, Slope space) {}

    ClassSpace(List<Container> all) throws IOException {
        try {
            for (Container container : all) {
                containers.add(new Growth(container.jvm(), new Slope(), new Slope()));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Looks, which collects garbage in each. */
    void look(int hotfixes) {
        for (Growth one : containers) {
            ServerJvm.Classes classes = one.jvm.classes();
            one.metaspace.add(hotfixes, classes.metaspace() / 1024.0);
            one.space.add(hotfixes, classes.space() / 1024.0);
        }
    }

    /** KB that all that is known of classes grows by with each hotfix, in the container where that is most. */
    double metaspace() {
        return most(Growth::metaspace);
    }

    /** The same of the headers of classes only. */
    double space() {
        return most(Growth::space);
    }

    private double most(Function<Growth, Slope> which) {
        return containers.stream()
                .mapToDouble(one -> which.apply(one).value())
                .max()
                .orElse(0);
    }

    @Override
    public void close() throws IOException {
        for (Growth one : containers) {
            one.jvm.close();
        }
    }
}
