import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.management.InstanceNotFoundException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Many TLC runs in one JVM. TLC keeps its state in statics, so each run gets a class loader of its own; starting a JVM
 * and loading it costs more than most of the runs.
 *
 * <p>Usage: {@code TlcDriver JAR STANDARD_MODULES THREADS}. A line on stdin is a job, fields separated by tabs:
 * {@code id, output file, library directories (File.pathSeparator between them), TLC's arguments…}, the last argument
 * being the module's file. A line on stdout answers it: {@code id, "exit", exit code, ms} or {@code id, "failed", reason}.
 * The end of stdin ends the JVM, whatever still runs.
 */
public final class TlcDriver {
  private static final Object ANSWERS = new Object();

  public static void main(String[] args) throws Exception {
    PrintStream answers = System.out;
    System.setOut(System.err);
    // Made once by the system loader; made inside a run it would keep that run's loader alive.
    java.rmi.server.RMISocketFactory.getDefaultSocketFactory();
    URL jar = Path.of(args[0]).toUri().toURL();
    ExecutorService pool = Executors.newFixedThreadPool(Integer.parseInt(args[2]));
    BufferedReader jobs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = jobs.readLine(); line != null; line = jobs.readLine()) {
      List<String> fields = Arrays.asList(line.split("\t", -1));
      pool.execute(() -> answer(answers, jar, args[1], fields));
    }
    System.exit(0);
  }

  private static void answer(PrintStream answers, URL jar, String standard, List<String> fields) {
    long start = System.nanoTime();
    String result;
    try {
      int exit = run(jar, standard, fields);
      result = "exit\t" + exit + "\t" + (System.nanoTime() - start) / 1_000_000;
    } catch (Throwable problem) {
      problem.printStackTrace();
      result = "failed\t" + problem.toString().replaceAll("\\s+", " ");
    }
    synchronized (ANSWERS) {
      answers.println(fields.get(0) + "\t" + result);
      answers.flush();
    }
  }

  private static int run(URL jar, String standard, List<String> fields) throws Exception {
    List<String> arguments = fields.subList(3, fields.size());
    Path module = Path.of(arguments.get(arguments.size() - 1));
    String[] libraries = (module.getParent() + java.io.File.pathSeparator + fields.get(2)).split(java.io.File.pathSeparator);
    String[] folders = Arrays.copyOf(libraries, libraries.length + 1);
    folders[libraries.length] = standard;
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, ClassLoader.getPlatformClassLoader());
        PrintStream output =
            new PrintStream(new BufferedOutputStream(Files.newOutputStream(Path.of(fields.get(1)))), false, StandardCharsets.UTF_8)) {
      Class<?> toolIo = loader.loadClass("util.ToolIO");
      toolIo.getField("out").set(null, output);
      toolIo.getField("err").set(null, output);
      Class<?> tlcClass = loader.loadClass("tlc2.TLC");
      Object tlc = tlcClass.getDeclaredConstructor().newInstance();
      Object given = arguments.toArray(new String[0]);
      if (!(Boolean) tlcClass.getMethod("handleParameters", String[].class).invoke(tlc, given)) return 1;
      Object resolver = loader.loadClass("util.SimpleFilenameToStream").getConstructor(String[].class).newInstance((Object) folders);
      tlcClass.getMethod("setResolver", loader.loadClass("util.FilenameToStream")).invoke(tlc, resolver);
      int code = (Integer) tlcClass.getMethod("process").invoke(tlc);
      unexport(loader.loadClass("tlc2.TLCGlobals").getField("mainChecker").get(null));
      return (Integer) loader.loadClass("tlc2.output.EC$ExitStatus").getMethod("errorConstantToExitStatus", int.class).invoke(null, code);
    } finally {
      forgetBeans();
    }
  }

  /** TLC's fingerprint sets are RMI objects, exported for ever: RMI's table would keep the run's class loader alive. */
  private static void unexport(Object checker) throws Exception {
    if (checker == null) return;
    Object set = checker.getClass().getField("theFPSet").get(checker);
    set.getClass().getMethod("unexportObject", boolean.class).invoke(set, true);
  }

  /** TLC registers beans with the JVM's one server and leaves them there: each would keep a run's class loader alive. */
  private static synchronized void forgetBeans() throws Exception {
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    for (ObjectName name : server.queryNames(new ObjectName("tlc2*:*"), null)) {
      try {
        server.unregisterMBean(name);
      } catch (InstanceNotFoundException gone) {
        // The run beside this one, which ends at the same moment, has just taken its own bean away.
      }
    }
  }
}
