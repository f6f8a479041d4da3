@main struct Kiikd { static func main() {} }
