using UploadFunction.Tests.Support;

namespace UploadFunction.Tests.Form.Engines;

public sealed class WebKitScenarioTests(WebKit webKit) : EngineScenarios(webKit);
