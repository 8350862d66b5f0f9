using UploadFunction.Tests.Site;
using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.EndToEnd;

// The native binary passes every contract of the published program.

public sealed class NativeFunctionTests(NativeBinary program, S3Servers servers) : FunctionContract(program, servers);

public sealed class NativeEventTests(NativeBinary program) : EventContract(program);

public sealed class NativeClientRequestTests(NativeBinary program) : ClientRequestContract(program);

public sealed class NativeMetricsTests(NativeBinary program) : MetricsContract(program);

public sealed class NativeSignedInTests(NativeBinary program) : SignedInContract(program);

public sealed class NativeHostTests(NativeBinary program) : HostContract(program);

public sealed class NativeVerifierTests(NativeBinary program, S3Servers servers) : VerifierContract(program, servers);

public sealed class NativeVerifierFailureTests(NativeBinary program, S3Servers servers) : VerifierFailureContract(program, servers);

public sealed class NativeSitePublisherTests(NativeBinary program, S3Servers servers) : SitePublisherContract(program, servers);

public sealed class NativeSiteFailureTests(NativeBinary program, S3Servers servers) : SiteFailureContract(program, servers);
