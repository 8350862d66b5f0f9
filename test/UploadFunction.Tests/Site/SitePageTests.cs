using System.Text;
using UploadFunction.Site;

namespace UploadFunction.Tests.Site;

/// <summary>What the publisher changes in a page, and that it changes nothing else.</summary>
public sealed class SitePageTests
{
    private const string Api = "https://api.example.com/v1";

    [Theory]
    [
        InlineData(
            "<form data-api=\"uploads\" action=\"uploads\">", "<form data-api=\"uploads\" action=\"https://api.example.com/v1/uploads\">"),
    ]
    [
        InlineData(
            "<a data-api=\"limits\" href=\"#\">Limits</a>", "<a data-api=\"limits\" href=\"https://api.example.com/v1/limits\">Limits</a>"),
    ]
    public void An_Address_Of_The_Api_Is_Completed(string source, string published) => Assert.Equal(published, Publish(source));

    [Theory]
    [InlineData("<!doctype html>\r\n<title>Ünsere Bilder</title>\n")]
    [InlineData("\uFEFF<a href=\"limits\">Limits</a>")]
    [InlineData("<p data-jwt=\"show\" hidden>A token</p><p data-jwt=\"hide\">A form</p>")]
    public void All_Else_Stays_To_The_Byte(string source) => Assert.Equal(source, Publish(source));

    [Fact]
    public void A_Page_In_Another_Encoding_Stays_To_The_Byte()
    {
        byte[] latin1 = [.. "<title>"u8, 0xFC, .. "</title>"u8];

        Assert.Equal(latin1, SitePage.PointAt(latin1, TestSite.Settings(Api, "jwt")).ToArray());
    }

    [Fact]
    public void Where_A_Token_Is_Wanted_What_Cannot_Work_Is_Hidden_And_The_Reason_Shown()
    {
        const string Source =
            "<p data-jwt=\"show\" hidden>A token</p><form data-api=\"uploads\" action=\"uploads\" data-jwt=\"hide\"></form>";

        Assert.Equal(
            "<p data-jwt=\"show\">A token</p>" +
            "<form data-api=\"uploads\" action=\"https://api.example.com/v1/uploads\" data-jwt=\"hide\" hidden></form>",
            Publish(Source, "jwt"));
    }

    [Fact]
    public void An_Address_Cannot_Break_Out_Of_Its_Attribute() =>
        Assert.Equal(
            "<a data-api=\"limits\" href=\"https://api.example.com/&quot;&gt;$1/limits\">",
            Publish("<a data-api=\"limits\" href=\"limits\">", api: "https://api.example.com/\">$1"));

    private static string Publish(string page, string authorization = "none", string api = Api) =>
        Encoding.UTF8.GetString(SitePage.PointAt(Encoding.UTF8.GetBytes(page), TestSite.Settings(api, authorization)).Span);
}
