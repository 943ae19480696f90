package et.hotfix.internal;

import et.hotfix.Finding;
import et.hotfix.Finding.Grade;
import et.hotfix.Plan;
import et.hotfix.internal.ClassSearch.Place;
import et.hotfix.internal.Outline.Call;
import et.hotfix.internal.Outline.Lock;
import et.hotfix.internal.Outline.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the code of a bundle, and names what would not leave with it, what it would lose, and what would hold up a lane. Nothing of it is run.
 *
 * @param reading the findings
 * @param warnings what could not be read
 */
record Inspection(Plan.Reading reading, List<String> warnings) {

    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(.+)\\$\\d+");

    /** What generated code extends: its static fields are tables that are filled once. */
    private static final List<String> GENERATED = List.of(
            "com/google/protobuf/Generated",
            "com/google/protobuf/AbstractParser",
            "com/google/protobuf/ProtocolMessageEnum");

    private static final String LOADING = "; and it does so as soon as its class is used, also by the trial of a plan";

    /** Nothing was read. */
    static final Inspection UNREAD = new Inspection(Plan.Reading.UNREAD, List.of());

    private static final Keeps.Rule SHARED_LOCK = new Keeps.Rule(
            Grade.STALLS,
            "shared lock",
            "",
            Set.of(),
            "",
            "all lanes wait for each other",
            "the actor's state, which needs no lock; for what all share, an actor of its own");

    /** Takes about a second for some thousand classes. */
    static Inspection of(Artifact artifact) throws IOException {
        var classes = new ClassSearch();
        List<String> unread = new ArrayList<>();
        int left = ClassFiles.read(artifact, (jar, bytes) -> {
            try {
                classes.add(OutlineReader.read(jar, bytes));
            } catch (RuntimeException e) {
                // ASM throws what it stumbles over.
                unread.add(Sentences.of(e));
            }
        });
        List<Finding> findings = new Search(classes).findings();
        List<String> warnings = new ArrayList<>();
        if (left > 0) {
            warnings.add(
                    Sentences.count(left, "class") + " of it were not read: together they are too many, or too large");
        }
        if (!unread.isEmpty()) {
            warnings.add(
                    Sentences.count(unread.size(), "class") + " of it cannot be read, the first: " + unread.get(0));
        }
        return new Inspection(
                new Plan.Reading(
                        classes.all().size(),
                        findings.size(),
                        findings.stream().limit(Plan.Reading.MOST).toList()),
                List.copyOf(warnings));
    }

    /** One search. */
    private static final class Search {

        private final ClassSearch classes;
        private final Keeps keeps = new Keeps();
        private final Set<Place> onLane;
        private final Set<Place> onLoading;
        private final Set<Finding> findings = new LinkedHashSet<>();

        Search(ClassSearch classes) {
            this.classes = classes;
            var calls = new Calls(classes);
            onLane = calls.from(roots("define", "(Let/api/Handlers;)V"));
            onLoading = calls.from(roots("<clinit>", "()V"));
        }

        List<Finding> findings() {
            var state = new OutsideState(classes);
            for (Outline outline : classes.all()) {
                if (!generated(outline)) {
                    outline.methods().forEach(method -> steps(new Place(outline, method)));
                    state.of(outline, (in, field, line, rule) -> found(in, field.name(), line, rule, ""));
                }
            }
            return findings.stream()
                    .sorted(Comparator.comparing(Finding::grade)
                            .thenComparing(Finding::kind)
                            .thenComparing(Finding::type)
                            .thenComparing(Finding::line))
                    .toList();
        }

        private List<Place> roots(String name, String descriptor) {
            List<Place> roots = new ArrayList<>();
            for (Outline outline : classes.all()) {
                if (!generated(outline)) {
                    outline.methods().stream()
                            .filter(method -> method.name().equals(name)
                                    && method.descriptor().equals(descriptor))
                            .forEach(method -> roots.add(new Place(outline, method)));
                }
            }
            return roots;
        }

        private boolean generated(Outline outline) {
            return classes.ancestors(outline.name()).stream()
                    .anyMatch(type -> GENERATED.stream().anyMatch(type::startsWith));
        }

        private void steps(Place place) {
            for (Step step : place.method().steps()) {
                if (step instanceof Call call) {
                    keeps.of(classes, call.owner(), call.name(), call.descriptor())
                            .ifPresent(rule -> found(place, call.line(), rule));
                } else if (step instanceof Lock lock) {
                    found(place, lock.line(), SHARED_LOCK);
                }
            }
        }

        private void found(Place place, int line, Keeps.Rule rule) {
            if (rule.grade() == Grade.STALLS && !onLane.contains(place)) {
                return;
            }
            boolean early = rule.grade() == Grade.HOLDS && onLoading.contains(place);
            found(place.in(), member(place.method().name()), line, rule, early ? LOADING : "");
        }

        private void found(Outline in, String member, int line, Keeps.Rule rule, String more) {
            findings.add(new Finding(
                    rule.grade(),
                    rule.kind(),
                    in.type(),
                    member,
                    in.source(),
                    line,
                    in.jar(),
                    rule.why() + more,
                    rule.instead()));
        }
    }

    private static String member(String method) {
        if (method.equals("<init>")) {
            return "constructor";
        }
        if (method.equals("<clinit>")) {
            return "static initializer";
        }
        Matcher lambda = LAMBDA.matcher(method);
        return lambda.matches() ? member(lambda.group(1)) : method;
    }
}
