package io.replicatedpostgres.report;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** A page in Chromium. */
final class OpenPage implements AutoCloseable {

    private static final List<String> PLACES = List.of("/usr/bin", "/usr/lib/chromium", "/usr/local/bin");
    private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";

    /** In the order in which a reader would: all that is folded is opened, and each picture is looked at. */
    private static final String UNFOLD = """
            const done = arguments[arguments.length - 1];
            document.querySelectorAll('details').forEach(details => { details.open = true; });
            const all = [...document.querySelectorAll('.pictures')];
            const next = () => {
              const picture = all.find(each => !each.querySelector('svg'));
              if (!picture) { done(all.length); return; }
              picture.scrollIntoView();
              requestAnimationFrame(next);
            };
            next();""";

    private final ChromeDriver browser;

    private OpenPage(ChromeDriver browser) {
        this.browser = browser;
    }

    /** Opens a file, in {@code light} or {@code dark}. */
    static OpenPage of(Path html, String theme, Dimension size) {
        var logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        logs.enable(LogType.PERFORMANCE, Level.ALL);
        var options = new ChromeOptions();
        options.setBinary(program("chromium"));
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--blink-settings=preferredColorScheme=" + (theme.equals("dark") ? 0 : 1));
        options.setCapability("goog:loggingPrefs", logs);
        var service = new ChromeDriverService.Builder()
                .usingDriverExecutable(Path.of(program("chromedriver")).toFile())
                .build();
        var page = new OpenPage(new ChromeDriver(service, options));
        page.browser.manage().timeouts().scriptTimeout(Duration.ofSeconds(60));
        page.resize(size);
        page.browser.get(html.toUri().toString());
        return page;
    }

    /** Also to widths below those that a window can have. */
    private void resize(Dimension size) {
        browser.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width",
                        size.getWidth(),
                        "height",
                        size.getHeight(),
                        "deviceScaleFactor",
                        1,
                        "mobile",
                        size.getWidth() < 500));
    }

    private static String program(String name) {
        return PLACES.stream()
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "there is no %s in %s: apt-get install chromium chromium-driver".formatted(name, PLACES)))
                .toString();
    }

    /** Unfolds all there is, and says how many pictures were drawn. */
    long unfolded() {
        return (Long) Objects.requireNonNull(browser.executeAsyncScript(UNFOLD));
    }

    /** What a script returns. */
    Object ask(String script) {
        return Objects.requireNonNull(browser.executeScript(script), script);
    }

    /** By how many pixels the page is wider than the window. */
    long overflow() {
        return (Long) ask("return document.scrollingElement.scrollWidth - document.documentElement.clientWidth");
    }

    /** What reaches past the right edge and is in nothing that scrolls. */
    List<?> widerThanTheScreen() {
        return (List<?>) ask("""
                const scrolls = each => each && (/auto|scroll|hidden/.test(getComputedStyle(each).overflowX)
                  || scrolls(each.parentElement));
                return [...document.body.querySelectorAll('*')]
                  .filter(each => each.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
                  .filter(each => !scrolls(each.parentElement))
                  .filter((each, at, all) => !all.includes(each.parentElement))
                  .map(each => each.outerHTML.slice(0, 160));""");
    }

    /** What the browser complained of. */
    List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .map(Object::toString)
                .toList();
    }

    /** What was asked for beside the file itself. */
    List<String> requests() {
        return browser.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
                .map(entry -> JsonParser.parseString(entry.getMessage())
                        .getAsJsonObject()
                        .getAsJsonObject("message"))
                .filter(message -> message.get("method").getAsString().equals("Network.requestWillBeSent"))
                .map(message -> message.getAsJsonObject("params")
                        .getAsJsonObject("request")
                        .get("url")
                        .getAsString())
                .filter(url -> !url.startsWith("file:") && !url.startsWith("data:"))
                .toList();
    }

    /** What axe finds against WCAG 2.1 AA and on landmarks, as {@code rule: element}. */
    List<?> violations() {
        browser.executeScript(axe());
        return (List<?>) Objects.requireNonNull(browser.executeAsyncScript("""
                const done = arguments[arguments.length - 1];
                axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then(found =>
                  done(found.violations.flatMap(each => each.nodes.map(node => each.id + ': ' + node.html.slice(0, 200)
                    + ' ' + (node.failureSummary || '').slice(0, 300)))));"""));
    }

    private static String axe() {
        try (InputStream script = OpenPage.class.getResourceAsStream(AXE)) {
            return new String(Objects.requireNonNull(script, AXE).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Prints it on paper, as PDF. */
    byte[] printed() {
        Map<String, Object> pdf = browser.executeCdpCommand("Page.printToPDF", Map.of("printBackground", true));
        return Base64.getDecoder().decode((String) Objects.requireNonNull(pdf.get("data")));
    }

    /** Writes what is seen into a directory. */
    void picture(Path file) {
        try {
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, browser.getScreenshotAs(OutputType.BYTES));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.quit();
    }
}
