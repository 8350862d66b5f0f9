using LambdaServer.Tests;
using LambdaServer.Tests.Support;
using Xunit.MicrosoftTestingPlatform;
using Xunit.Runner.InProc.SystemConsole;

// As a function in a process of its own: `LambdaServer.Tests function NAME`. Else what xunit's generated entry point does.
return args switch
{
    ["function", var name] => await TestFunctions.RunAsync(name),
    _ when args.Any(arg => arg is "--server" or "--internal-msbuild-node") =>
        await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
    _ => await ConsoleRunner.Run(args),
};
