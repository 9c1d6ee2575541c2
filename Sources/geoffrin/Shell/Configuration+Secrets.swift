// SPDX-License-Identifier: Apache-2.0

internal import Chat
internal import Conf

extension Configuration {
    /// Every secret that the file names, and by which setting.
    var secretPlaces: [(path: String, reference: Located<SecretReference>)] {
        var places = networks.flatMap { network in
            network.secrets.map { (path: "network.\(network.name)", reference: $0) }
        }
        places += roomKeys.sorted { $0.key < $1.key }.map { ("room.\"\($0.key)\".key", $0.value) }
        let key = SecondReaderSettings.key
        if let reference = value(key, in: .top), let at = origin(of: key, in: .top).at {
            places.append((key.path, Located(reference, at: at)))
        }
        return places
    }
}
