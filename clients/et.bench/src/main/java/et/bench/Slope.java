package et.bench;

import java.util.ArrayList;
import java.util.List;

/** How much something grows by, each time: the line through all points that has the least squares. */
final class Slope {

    private record Point(double x, double y) {}

    private final List<Point> points = new ArrayList<>();

    void add(double x, double y) {
        points.add(new Point(x, y));
    }

    /** Of y for each x; 0 of fewer than two points. */
    double value() {
        double x = points.stream().mapToDouble(Point::x).average().orElse(0);
        double y = points.stream().mapToDouble(Point::y).average().orElse(0);
        double both = points.stream()
                .mapToDouble(point -> (point.x - x) * (point.y - y))
                .sum();
        double square = points.stream()
                .mapToDouble(point -> (point.x - x) * (point.x - x))
                .sum();
        return square == 0 ? 0 : both / square;
    }
}
