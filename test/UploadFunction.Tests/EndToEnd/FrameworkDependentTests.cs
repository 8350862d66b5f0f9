using UploadFunction.Tests.Site;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

// So does the package that is deployed without Docker.

public sealed class FrameworkDependentFunctionTests(FrameworkDependentProgram program, S3Servers servers)
    : FunctionContract(program, servers);

public sealed class FrameworkDependentEventTests(FrameworkDependentProgram program) : EventContract(program);

public sealed class FrameworkDependentClientRequestTests(FrameworkDependentProgram program) : ClientRequestContract(program);

public sealed class FrameworkDependentMetricsTests(FrameworkDependentProgram program) : MetricsContract(program);

public sealed class FrameworkDependentSignedInTests(FrameworkDependentProgram program) : SignedInContract(program);

public sealed class FrameworkDependentHostTests(FrameworkDependentProgram program) : HostContract(program);

public sealed class FrameworkDependentVerifierTests(FrameworkDependentProgram program, S3Servers servers)
    : VerifierContract(program, servers);

public sealed class FrameworkDependentVerifierFailureTests(FrameworkDependentProgram program, S3Servers servers)
    : VerifierFailureContract(program, servers);

public sealed class FrameworkDependentSitePublisherTests(FrameworkDependentProgram program, S3Servers servers)
    : SitePublisherContract(program, servers);

public sealed class FrameworkDependentSiteFailureTests(FrameworkDependentProgram program, S3Servers servers)
    : SiteFailureContract(program, servers);
