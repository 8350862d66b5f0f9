namespace LambdaEmulator;

internal static class Cli
{
    private static int Main() => 0;
}
