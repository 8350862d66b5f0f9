using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form.Engines;

public sealed class FirefoxScenarioTests(Firefox firefox) : EngineScenarios(firefox);
